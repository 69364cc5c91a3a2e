-- The published status of every seat, and up to which version.
-- KEYS: 1-10 as in rules.lua
-- ARGV: 1-2 as in rules.lua
-- Returns SNAPSHOT epoch version seats map
if not is_ready() then
  return NOT_READY
end
return { 'SNAPSHOT', epoch, redis.call('HGET', META, 'version'), seat_count, redis.call('GET', MAP) or '' }
