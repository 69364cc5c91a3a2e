-- Gives the next messages of one outbox to a relay, under a lease: first those that were given out before, then new ones. What was committed
-- is published whatever has happened to the seats since, so no meta is read.
-- KEYS: 1-8 as in rules.lua; 9 lease
-- ARGV: 1-2 as in rules.lua; 3 the name of the relay; 4 the length of the lease, in ms; 5 how many messages, or
--       a few more where they share an entry
-- Returns BUSY | TAKEN (entry id, its fields)...
local holder = redis.call('GET', KEYS[9])
if holder and holder ~= ARGV[3] then
  return { 'BUSY' }
end
local answer, limit = { 'TAKEN' }, tonumber(ARGV[5])
-- An entry may contain many messages, so how many entries to read next follows from those read so far.
local entries, messages = 0, 0

local function messages_in(fields)
  local found = 0
  for i = 1, #fields, 2 do
    if fields[i] == 's' then
      found = found + 1
    end
  end
  return math.max(found, 1)
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
  entries = entries + #came
  return #came == count
end

-- About as many entries as contain the messages that are still wanted.
local function wanted()
  local each = entries > 0 and messages / entries or CHANGES_PER_ENTRY
  return math.ceil((limit - messages) / each)
end

if redis.call('XLEN', OUTBOX) > 0 then
  if #redis.call('XINFO', 'GROUPS', OUTBOX) == 0 then
    redis.call('XGROUP', 'CREATE', OUTBOX, 'relay', '0')
  end
  read('0', limit)
  while messages < limit and read('>', wanted()) do
  end
end
if #answer > 1 then
  redis.call('SET', KEYS[9], ARGV[3], 'PX', ARGV[4])
elseif holder then
  redis.call('DEL', KEYS[9])
end
return answer
