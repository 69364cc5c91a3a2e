-- Frees one seat, by its holder.
-- KEYS: 1-8 as in rules.lua; 9 the seat
-- ARGV: 1-2 as in rules.lua; 3-5 the caller
-- Returns DONE | UNKNOWN_SEAT seat | NOT_YOURS | TAKEN | SOLD | EXPIRED
local seat = load(9, 9)[1]
if seat.number > seat_count then
  return { 'UNKNOWN_SEAT', seat.number }
end
local refusal = not_held_by(caller_at(3), seat.record)
if refusal then
  return { refusal }
end
change_status(seat, AVAILABLE)
put(seat, nil)
finish()
return { 'DONE' }
