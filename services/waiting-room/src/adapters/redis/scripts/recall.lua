-- Visitors have shown the tickets of these places. Of two places of one visitor the earlier one counts.
-- ARGV: 1 how many; then for each: visitor, index
-- Returns DONE
local issued = tonumber(redis.call('HGET', LINE, 'issued') or '')
if not issued then
  return { 'DONE' }
end
local highest = issued
for i = 2, 2 * tonumber(ARGV[1]), 2 do
  local known, index = redis.call('HGET', VISITORS, ARGV[i]), tonumber(ARGV[i + 1])
  if (not known or tonumber(known) > index) and index < PLACES_MAX then
    redis.call('HSET', VISITORS, ARGV[i], int(index))
    highest = math.max(highest, index + 1)
  end
end
if highest > issued then
  redis.call('HSET', LINE, 'issued', int(highest))
  has_changed()
end
return { 'DONE' }
