-- Gives a place up, and frees its slot.
-- ARGV: 1 number; 2 whether its visitor has bought
-- Returns DONE
local issued, number = tonumber(redis.call('HGET', LINE, 'issued') or '0'), tonumber(ARGV[1])
if number > 0 and number <= issued and not is_gone(number) then
  local found, now = redis.call('HGET', SLOTS, ARGV[1]), clock()
  local slot = found and parse(found)
  if slot and slot.session then
    tally(1, tonumber(ARGV[2]), dwelt(slot, now))
  end
  if redis.call('HDEL', SLOTS, ARGV[1]) == 1 then
    record(now, 'E', number)
  end
  redis.call('ZREM', RETURNED, ARGV[1])
  set_gone(number)
  has_changed()
end
return { 'DONE' }
