-- The published status of every seat, and up to which version; and a seat that a hold has left single, or 0.
-- KEYS: 1-10 as in rules.lua
-- ARGV: 1-2 as in rules.lua
-- Returns SNAPSHOT epoch version seats single map
if not is_ready() then
  return NOT_READY
end
local meta = redis.call('HMGET', META, 'version', 'single')
return { 'SNAPSHOT', epoch, meta[1], seat_count, meta[2] or '0', redis.call('GET', MAP) or '' }
