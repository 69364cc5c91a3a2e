-- What has changed since a position.
-- ARGV: 1 epoch; 2 version; 3 how many of the numbers that are gone are known; 4 when the line was restored, as far as is known. All 0 for a
-- reader who knows nothing.
-- Returns NO_ROOM | UNCHANGED | CHANGED, version, fields of the room, slots, those who are back, those who are gone
local known = redis.call('HMGET', LINE, 'epoch', 'version', 'restored')
if not known[1] then
  return NO_ROOM
end
local is_same = known[1] == ARGV[1] and (known[3] or '') == ARGV[4]
if is_same and known[2] == ARGV[2] then
  return { 'UNCHANGED' }
end
return {
  'CHANGED',
  known[2],
  redis.call('HGETALL', LINE),
  redis.call('HGETALL', SLOTS),
  redis.call('ZRANGE', RETURNED, 0, -1),
  redis.call('LRANGE', GOING, is_same and ARGV[3] or '0', -1),
}
