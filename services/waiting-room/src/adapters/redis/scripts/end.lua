-- Gives a place up, and frees its slot.
-- ARGV: 1 number
-- Returns DONE
local issued, number = tonumber(redis.call('HGET', LINE, 'issued') or '0'), tonumber(ARGV[1])
if number > 0 and number <= issued and not is_gone(number) then
  if redis.call('HDEL', SLOTS, ARGV[1]) == 1 then
    record(clock(), 'E', number)
  end
  redis.call('ZREM', RETURNED, ARGV[1])
  set_gone(number)
  has_changed()
end
return { 'DONE' }
