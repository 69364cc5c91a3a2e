-- Sells all seats to an order, or none, and replies which.
-- KEYS: 1-8 as in rules.lua; from 9 on the seats
-- ARGV: 1-2 as in rules.lua; 3 order; 4-9 the reply that they are sold; 10-15 the reply that they are not
-- Returns SOLD | REFUSED
local order = ARGV[3]
local list = load(9, #KEYS)
local refused = unknown(list) or redis.call('ZSCORE', TOMBSTONES, order)
local free = {}
for _, seat in ipairs(list) do
  local record = live(seat.record)
  if not record or (record.state == 'P' and record.order == order) then
    -- Free: an outage has lost the pin, and the order takes the seat again, because no one else has it.
    free[#free + 1] = seat
  elseif record.state ~= 'S' or record.order ~= order then
    refused = true
  end
end
if refused then
  reply(10)
  return { 'REFUSED' }
end
for _, seat in ipairs(free) do
  change_status(seat, SOLD)
  put(seat, { state = 'S', order = order })
end
if #free > 0 then
  finish()
end
reply(4)
return { 'SOLD' }
