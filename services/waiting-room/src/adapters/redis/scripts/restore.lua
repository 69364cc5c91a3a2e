-- Adds the room and the slots that a store has lost, of a line as an instance knew it: domain/known_line.rs.
-- ARGV: 1 epoch; 2 version; 3 issued; 4 serving; 5 how many may have joined since; 6 how many slots; then for each: number, slot; then fields
-- and values of the room; `end`
-- Returns DONE
if not make_way(ARGV[1]) then
  return { 'DONE' }
end
local stored = redis.call('HMGET', LINE, 'epoch', 'version', 'issued', 'serving')
local is_new = not stored[1]
local version, known_version = tonumber(stored[2] or '0'), tonumber(ARGV[2])
local issued, serving = tonumber(stored[3] or '0'), tonumber(stored[4] or '0')
local known_issued, known_serving = tonumber(ARGV[3]), tonumber(ARGV[4])

local at = 7
for _ = 1, tonumber(ARGV[6]) do
  local key, known = ARGV[at], parse(ARGV[at + 1])
  local found = redis.call('HGET', SLOTS, key)
  local is_missing
  if found then
    is_missing = known.session and not parse(found).session
  else
    is_missing = known.session or not redis.call('ZSCORE', RETURNED, key)
  end
  if is_missing and not is_gone(tonumber(key)) then
    redis.call('HSET', SLOTS, key, ARGV[at + 1])
    redis.call('ZREM', RETURNED, key)
  end
  at = at + 2
end

local is_outdated = is_new or version < known_version
if is_outdated or issued < known_issued or serving < known_serving then
  while is_outdated and ARGV[at] ~= 'end' do
    redis.call('HSET', LINE, ARGV[at], ARGV[at + 1])
    at = at + 2
  end
  if is_new or issued < known_issued then
    issued = math.min(known_issued + tonumber(ARGV[5]), PLACES_MAX)
  end
  local now = int(clock())
  redis.call(
    'HSET', LINE, 'issued', int(issued), 'serving', int(math.max(serving, known_serving)),
    -- A change that was decided by the room before must not be written over this one.
    'revision', now, 'restored', now, 'credit', '0', 'turned', now
  )
end
redis.call('HSET', LINE, 'version', int(math.max(version, known_version) + 1))
return { 'DONE' }
