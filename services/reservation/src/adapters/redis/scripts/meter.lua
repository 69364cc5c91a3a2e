-- Lets one more in without a pass, in all instances together: domain/meter.rs. It looks at no seat.
-- KEYS: 1-9 as in rules.lua; 10 until when the rate is used up
-- ARGV: 1-2 as in rules.lua; 3 the interval; 4 how much may be used ahead
-- Returns ADMITTED | REFUSED
local time = clock()
local begun = math.max(tonumber(redis.call('GET', KEYS[FIRST_KEY]) or '') or 0, time)
if begun - time > tonumber(ARGV[4]) then
  return { 'REFUSED' }
end
redis.call('SET', KEYS[FIRST_KEY], string.format('%d', begun + tonumber(ARGV[3])), 'PX', 10000)
return { 'ADMITTED' }
