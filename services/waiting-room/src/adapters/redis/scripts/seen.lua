-- These were there just now; one who has missed a call waits for another one from now on.
-- ARGV: 1 how many; then their numbers
-- Returns DONE
local serving = redis.call('HGET', LINE, 'serving')
if not serving then
  return { 'DONE' }
end
local numbers, back = {}, false
for i = 1, tonumber(ARGV[1]) do
  local number = tonumber(ARGV[i + 1])
  numbers[i] = number
  if number <= tonumber(serving) and not is_gone(number) and redis.call('HEXISTS', SLOTS, int(number)) == 0 then
    back = redis.call('ZADD', RETURNED, int(number), int(number)) == 1 or back
  end
end
note(numbers, clock())
if back then
  has_changed()
end
return { 'DONE' }
