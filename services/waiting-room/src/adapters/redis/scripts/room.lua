-- The room as it is.
-- Returns ROOM, time, fields and values | NO_ROOM
local fields = redis.call('HGETALL', LINE)
if #fields == 0 then
  return { 'NO_ROOM', int(clock()) }
end
return { 'ROOM', int(clock()), fields }
