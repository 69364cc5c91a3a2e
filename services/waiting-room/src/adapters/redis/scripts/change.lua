-- Writes what an operator, or the time, has changed of a room. What is to be written was decided outside, by the room as it was read.
-- ARGV: 1 the revision that was read, or nothing where there was no room; 2 whether it is opened anew; 3 the record of what an operator did, or
-- nothing; from 4 on fields and values; `end`
-- Returns DONE | OUTDATED
local revision = redis.call('HGET', LINE, 'revision') or ''
if revision ~= ARGV[1] then
  return { 'OUTDATED' }
end
if ARGV[2] == '1' then
  redis.call('UNLINK', unpack(KEYS, 1, PLACES_KEYS))
end
local at = 4
while ARGV[at] ~= 'end' do
  redis.call('HSET', LINE, ARGV[at], ARGV[at + 1])
  at = at + 2
end
redis.call('HSET', LINE, 'revision', int((tonumber(revision) or 0) + 1))
if ARGV[3] ~= '' then
  redis.call('LPUSH', CONTROLS, ARGV[3])
  redis.call('LTRIM', CONTROLS, 0, RECORDS_MAX - 1)
  redis.call('PEXPIRE', CONTROLS, RECORDS_KEPT)
end
has_changed()
return { 'DONE' }
