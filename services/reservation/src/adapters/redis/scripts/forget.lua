-- Deletes old tombstones.
-- KEYS: 1-8 as in rules.lua
-- ARGV: 1-2 as in rules.lua; 3 how long they are kept; 4 how many to delete at most
-- Returns FORGOTTEN count
local before = now - tonumber(ARGV[3])
local old = redis.call('ZRANGEBYSCORE', TOMBSTONES, '-inf', '(' .. int(before), 'LIMIT', 0, ARGV[4])
if #old > 0 then
  redis.call('ZREM', TOMBSTONES, unpack(old))
end
return { 'FORGOTTEN', #old }
