-- Lists lapsed seats, the longest overdue first.
-- KEYS: 1-10 as in rules.lua
-- ARGV: 1-2 as in rules.lua; 3 how many
-- Returns DUE live seat...: how many seats are held or pinned, and which of them have lapsed
if not is_ready() then
  return NOT_READY
end
local answer = redis.call('ZRANGEBYSCORE', UNTILS, '-inf', int(now), 'LIMIT', 0, ARGV[3])
table.insert(answer, 1, redis.call('ZCARD', UNTILS))
table.insert(answer, 1, 'DUE')
return answer
