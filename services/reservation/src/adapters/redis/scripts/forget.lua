-- Deletes old tombstones, and receipts that were left behind by records that expired before they were swept: no receipt is valid while nothing
-- is held.
-- KEYS: 1-10 as in rules.lua
-- ARGV: 1-2 as in rules.lua; 3 how long they are kept; 4 how many to delete at most
-- Returns FORGOTTEN count
if not is_ready() then
  return NOT_READY
end
local before = now - tonumber(ARGV[3])
local old = redis.call('ZRANGEBYSCORE', TOMBSTONES, '-inf', '(' .. int(before), 'LIMIT', 0, ARGV[4])
if #old > 0 then
  redis.call('ZREM', TOMBSTONES, unpack(old))
end
if redis.call('ZCARD', UNTILS) == 0 then
  redis.call('UNLINK', RECEIPTS)
end
return { 'FORGOTTEN', #old }
