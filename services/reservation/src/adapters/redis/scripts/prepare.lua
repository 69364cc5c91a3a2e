-- Closes an event before it is rebuilt, and leaves a mark that is lost together with everything else.
-- KEYS: 1-10 as in rules.lua; 11 rebuild: a hash: mark, run, data, at, epoch, next
-- ARGV: 1-2 as in rules.lua; 3 a new mark; 4 whether to close an event that is ready; 5 how long an instance that rebuilds may be silent
-- Returns READY epoch | BUSY | CLOSED mark
local REBUILD = KEYS[FIRST_KEY]
local DATA = data_id()
local meta = redis.call('HMGET', META, 'run', 'epoch', 'data')
if meta[1] == RUN and meta[3] == DATA and ARGV[4] ~= '1' then
  return { 'READY', meta[2] }
end
-- Always by the clock of this server, whatever clock the seats obey.
local time = redis.call('TIME')
local at = time[1] * 1000000 + time[2]
local rebuild = redis.call('HMGET', REBUILD, 'mark', 'run', 'at', 'data')
local mark = rebuild[1]
if mark and rebuild[2] == RUN and rebuild[4] == DATA then
  -- Below zero: the clock has stepped back since, and says nothing about how long that instance has been silent.
  local silent_for = at - tonumber(rebuild[3])
  -- The same mark again, because its first answer was lost.
  if mark ~= ARGV[3] and silent_for >= 0 and silent_for < tonumber(ARGV[5]) then
    return { 'BUSY' }
  end
else
  mark = ARGV[3]
  redis.call('DEL', REBUILD)
end
redis.call('HSET', REBUILD, 'mark', mark, 'run', RUN, 'data', DATA, 'at', int(at))
-- The epoch stays: it fences off an instance that comes with a lower one.
redis.call('HDEL', META, 'run')
return { 'CLOSED', mark }
