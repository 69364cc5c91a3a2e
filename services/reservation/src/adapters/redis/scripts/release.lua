-- Frees those of these seats that an order has, and leaves its tombstone in any case.
-- ARGV from `at` on: 1 order; 2-7 the reply
-- Returns DONE
local function release(list, at)
  local order = ARGV[at]
  for _, seat in ipairs(list) do
    if belongs_to(seat.record, order) then
      change_status(seat, AVAILABLE)
      put(seat, nil)
    end
  end
  redis.call('ZADD', TOMBSTONES, int(now), order)
  reply(at + 1)
  return { 'DONE' }
end
