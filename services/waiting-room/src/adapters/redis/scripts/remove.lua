-- Removes a room that has been closed for long.
-- ARGV: 1 how long at least, in microseconds
-- Returns REMOVED | KEPT
local room = redis.call('HMGET', LINE, 'phase', 'closed')
if room[1] and (room[1] ~= 'CLOSED' or tonumber(room[2]) > clock() - tonumber(ARGV[1])) then
  return { 'KEPT' }
end
redis.call('UNLINK', unpack(KEYS, 1, PLACES_KEYS))
return { 'REMOVED' }
