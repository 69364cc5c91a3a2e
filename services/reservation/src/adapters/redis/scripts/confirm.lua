-- Sells all seats to an order, or none, and replies which.
-- ARGV from `at` on: 1 order; 2-7 the reply that they are sold; 8-13 the reply that they are not
-- Returns SOLD | REFUSED
local function confirm(list, at)
  local order = ARGV[at]
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
    reply(at + 7)
    return { 'REFUSED' }
  end
  for _, seat in ipairs(free) do
    change_status(seat, SOLD)
    put(seat, { state = 'S', order = order })
  end
  reply(at + 1)
  return { 'SOLD' }
end
