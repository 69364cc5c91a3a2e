-- The rule of `primitives/src/quota.rs`, where the uses of all processes are.
-- KEYS: one caller, under one policy. ARGV: what the use costs, below zero if it is given back; the window. In microseconds.
-- Answers 1 and how long what was used would last, had it come evenly; or 0 and after how long there is room.
local cost, window, now = tonumber(ARGV[1]), tonumber(ARGV[2]), clock()
local used_until = tonumber(redis.call('GET', KEYS[1]) or now)
local used = math.min(math.max(used_until - now, 0), window)
if cost > 0 and used + cost > window then
  return {0, used + cost - window}
end
used = math.max(used + cost, 0)
if used == 0 then
  redis.call('DEL', KEYS[1])
else
  -- Some seconds longer than it counts: a clock that is set back finds it still.
  redis.call('SET', KEYS[1], string.format('%.0f', now + used), 'PX', math.ceil(used / 1000) + 10000)
end
return {1, used}
