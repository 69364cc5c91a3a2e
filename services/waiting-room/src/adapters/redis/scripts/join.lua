-- Gives places in the order of the list, to each visitor one.
-- ARGV: 1 how many; then for each: visitor, the index that is given up for another one, or nothing
-- Returns PLACED, and for each: index, whether it is new | NO_ROOM | CLOSED | FULL
local room = redis.call('HMGET', LINE, 'phase', 'issued')
if not room[1] then
  return NO_ROOM
end
if room[1] == 'CLOSED' then
  return { 'CLOSED' }
end
local issued, visitors = tonumber(room[2]), {}
for i = 1, tonumber(ARGV[1]) do
  visitors[i] = ARGV[2 * i]
end
local known, new, order, answer = redis.call('HMGET', VISITORS, unpack(visitors)), {}, {}, { 'PLACED' }
for i, visitor in ipairs(visitors) do
  local index = new[visitor] or known[i] or nil
  if index and index ~= ARGV[2 * i + 1] then
    answer[#answer + 1], answer[#answer + 2] = index, '0'
  else
    if issued >= PLACES_MAX then
      return { 'FULL' }
    end
    index = int(issued)
    issued, new[visitor], order[#order + 1] = issued + 1, index, visitor
    answer[#answer + 1], answer[#answer + 2] = index, '1'
  end
end
if #order == 0 then
  return answer
end
local numbers, first = {}, tonumber(room[2])
for i, visitor in ipairs(order) do
  redis.call('HSET', VISITORS, visitor, int(first + i - 1))
  numbers[i] = first + i
end
if room[1] == 'REGISTERING' then
  redis.call('RPUSH', REGISTERED, unpack(order))
else
  note(numbers, clock())
end
redis.call('HSET', LINE, 'issued', int(issued))
has_changed()
return answer
