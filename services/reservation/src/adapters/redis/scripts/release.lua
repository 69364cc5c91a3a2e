-- Frees those of these seats that an order has, and leaves its tombstone in any case.
-- KEYS: 1-8 as in rules.lua; from 9 on the seats
-- ARGV: 1-2 as in rules.lua; 3 order; 4-9 the reply
-- Returns DONE
local order = ARGV[3]
local changed = false
for _, seat in ipairs(load(9, #KEYS)) do
  if belongs_to(seat.record, order) then
    change_status(seat, AVAILABLE)
    put(seat, nil)
    changed = true
  end
end
if changed then
  finish()
end
redis.call('ZADD', TOMBSTONES, int(now), order)
reply(4)
return { 'DONE' }
