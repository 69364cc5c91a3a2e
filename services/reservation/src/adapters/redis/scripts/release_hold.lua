-- Frees one seat, by its holder.
-- KEYS: 1-10 as in rules.lua; 11 the seat; 12 the note that this operation is done
-- ARGV: 1-2 as in rules.lua; 3-5 the caller
-- Returns DONE | UNKNOWN_SEAT seat | NOT_YOURS | TAKEN | SOLD | EXPIRED
if not is_ready() then
  return NOT_READY
end
local NOTE = KEYS[FIRST_KEY + 1]
-- Longer than a call may take, in ms.
local NOTE_KEPT = '60000'
local seat = load(FIRST_KEY, FIRST_KEY)[1]
if seat.number > seat_count then
  return { 'UNKNOWN_SEAT', seat.number }
end
-- The same command again, because its first answer was lost. The seat may be the next buyer's by now.
if redis.call('EXISTS', NOTE) == 1 then
  return { 'DONE' }
end
local refusal = not_held_by(caller_at(3), seat.record)
if refusal then
  return { refusal }
end
change_status(seat, AVAILABLE)
put(seat, nil)
finish()
redis.call('SET', NOTE, '', 'PX', NOTE_KEPT)
return { 'DONE' }
