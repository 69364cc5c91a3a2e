-- Deletes a slice of an event that is over, its seats by ascending number. The first step closes it, the last one deletes what is left.
-- KEYS: 1-10 as in rules.lua; 11 lease; 12 rebuild; from 13 on the seats of this step, nothing for the last one
-- ARGV: 1-2 as in rules.lua
-- Returns REMOVED | LIVE: seats are held, or messages are not published
local seats_at = FIRST_KEY + 2
if redis.call('ZCARD', UNTILS) > 0 or redis.call('XLEN', OUTBOX) > 0 then
  return { 'LIVE' }
end
-- From now on no command changes it.
redis.call('HDEL', META, 'run')
if #KEYS >= seats_at then
  redis.call('UNLINK', unpack(KEYS, seats_at))
else
  redis.call('UNLINK', unpack(KEYS))
end
return { 'REMOVED' }
