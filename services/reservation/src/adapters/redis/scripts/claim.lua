-- Pins all seats for an order, or none.
-- KEYS: 1-8 as in rules.lua; from 9 on the seats
-- ARGV: 1-2 as in rules.lua; 3-5 the caller; 6 order; 7 how long the pins last
-- Returns CLAIMED until holds | UNKNOWN_SEAT seat | SOLD (seat S)... | TAKEN (seat H|S)... | NOT_YOURS | EXPIRED | HOLD_REQUIRED
local caller, order = caller_at(3), ARGV[6]
local pin = now + tonumber(ARGV[7])
local list = load(9, #KEYS)
local beyond = unknown(list)
if beyond then
  return { 'UNKNOWN_SEAT', beyond.number }
end
local refused, blocked, claimed = {}, {}, {}
for _, seat in ipairs(list) do
  if not belongs_to(live(seat.record), order) then
    local refusal = not_held_by(caller, seat.record)
    -- Only a genuine token proves that there was a hold at all.
    if refusal == 'EXPIRED' and caller.token == '' then
      refusal = 'HOLD_REQUIRED'
    end
    if refusal then
      refused[refusal] = true
    else
      claimed[#claimed + 1] = seat
    end
    if refusal == 'SOLD' or refusal == 'TAKEN' then
      blocked[#blocked + 1] = seat
    end
  end
end
-- The first that applies is the answer.
for _, refusal in ipairs({ 'SOLD', 'TAKEN', 'NOT_YOURS', 'EXPIRED', 'HOLD_REQUIRED' }) do
  if refused[refusal] then
    return conflicts({ refusal }, blocked)
  end
end
for _, seat in ipairs(claimed) do
  local held = seat.record
  put(seat, {
    state = 'P', hold = held.hold, since = held.since, ends = held.ends, extension = held.extension, siblings = held.siblings,
    owner = held.owner, order = order, pin = math.max(pin, held.ends),
  })
end
if #claimed > 0 then
  finish()
end
local first, holds = nil, {}
for _, seat in ipairs(list) do
  if seat.record.state == 'P' then
    holds[#holds + 1] = seat.record.hold
    first = math.min(first or seat.record.pin, seat.record.pin)
  end
end
-- Without an end all of them are already sold to this order, and nothing is pinned any more.
return { 'CLAIMED', int(first or now), table.concat(holds, ',') }
