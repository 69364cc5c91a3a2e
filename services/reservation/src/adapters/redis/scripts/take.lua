-- Gives the next messages of one outbox to a relay, under a lease: first those that it was given before, then new ones. What was committed
-- is told whatever has become of the seats since, so no meta is read.
-- KEYS: 1-8 as in rules.lua; 9 lease
-- ARGV: 1-2 as in rules.lua; 3 the name of the relay; 4 for how long it may have them, in ms; 5 how many
-- Returns BUSY | TAKEN (entry id, its fields)...
local holder = redis.call('GET', KEYS[9])
if holder and holder ~= ARGV[3] then
  return { 'BUSY' }
end
local answer, limit = { 'TAKEN' }, tonumber(ARGV[5])

-- There is one consumer in the group, whoever has the lease: what a relay that died was given is given to the next one.
local function read(from, count)
  local streams = redis.call('XREADGROUP', 'GROUP', 'relay', 'relay', 'COUNT', count, 'STREAMS', OUTBOX, from)
  for _, entry in ipairs(streams and streams[1][2] or {}) do
    answer[#answer + 1] = entry[1]
    answer[#answer + 1] = entry[2] or {}
  end
  return (#answer - 1) / 2
end

if redis.call('XLEN', OUTBOX) > 0 then
  if #redis.call('XINFO', 'GROUPS', OUTBOX) == 0 then
    redis.call('XGROUP', 'CREATE', OUTBOX, 'relay', '0')
  end
  local given = read('0', limit)
  if given < limit then
    read('>', limit - given)
  end
end
if #answer > 1 then
  redis.call('SET', KEYS[9], ARGV[3], 'PX', ARGV[4])
elseif holder then
  redis.call('DEL', KEYS[9])
end
return answer
