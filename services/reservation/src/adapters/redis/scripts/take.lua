-- Gives the next messages of one outbox to a relay, under a lease: first those that were given out before, then new ones. What was committed
-- is published whatever has happened to the seats since, so no meta is read.
-- KEYS: 1-10 as in rules.lua; 11 lease
-- ARGV: 1-2 as in rules.lua; 3 the name of the relay; 4 the length of the lease, in ms; 5 how many messages, or a few more where an entry becomes
--       several
-- Returns BUSY | TAKEN (entry id, its fields)...
local LEASE = KEYS[FIRST_KEY]
local holder = redis.call('GET', LEASE)
if holder and holder ~= ARGV[3] then
  return { 'BUSY' }
end
local answer, limit = { 'TAKEN' }, tonumber(ARGV[5])
local messages = 0

-- All changes of an entry are one message, but those of a sampled trace have one of their own.
local function messages_in(fields)
  local sampled = 0
  for i = 1, #fields, 2 do
    if fields[i] == 't' and string.sub(fields[i + 1], -3) == '-01' then
      sampled = sampled + 1
    end
  end
  return math.max(sampled, 1)
end

-- The group has one consumer, used by every holder of the lease: entries given to a relay that died are given to the next one. Returns whether there
-- may be more.
local function read(from, count)
  local streams = redis.call('XREADGROUP', 'GROUP', 'relay', 'relay', 'COUNT', count, 'STREAMS', OUTBOX, from)
  local came = streams and streams[1][2] or {}
  for _, entry in ipairs(came) do
    local fields = entry[2] or {}
    answer[#answer + 1] = entry[1]
    answer[#answer + 1] = fields
    messages = messages + messages_in(fields)
  end
  return #came == count
end

if redis.call('XLEN', OUTBOX) > 0 then
  if #redis.call('XINFO', 'GROUPS', OUTBOX) == 0 then
    redis.call('XGROUP', 'CREATE', OUTBOX, 'relay', '0')
  end
  read('0', limit)
  while messages < limit and read('>', limit - messages) do
  end
end
if #answer > 1 then
  redis.call('SET', LEASE, ARGV[3], 'PX', ARGV[4])
elseif holder then
  redis.call('DEL', LEASE)
end
return answer
