-- Answers a call. A second claim gets the session of the first one.
-- ARGV: 1 visitor; 2 index; 3 number; 4 session
-- Returns ACTIVE until session end | NOT_CALLED | NOT_THEIRS | CLOSED
local phase = redis.call('HGET', LINE, 'phase')
if not phase then
  return { 'NOT_CALLED' }
end
if phase == 'CLOSED' then
  return { 'CLOSED' }
end
if redis.call('HGET', VISITORS, ARGV[1]) ~= ARGV[2] then
  return { 'NOT_THEIRS' }
end
local found, now = redis.call('HGET', SLOTS, ARGV[3]), clock()
local slot = found and parse(found)
if not slot or slot.till <= now then
  return { 'NOT_CALLED' }
end
if slot.session then
  return { 'ACTIVE', int(slot.till), slot.session, int(slot.ends) }
end
local ends = now + SESSION_LASTS
local till = set_active(tonumber(ARGV[3]), ARGV[4], ends, now)
record(now, 'A', tonumber(ARGV[3]), ' ' .. ARGV[1])
return { 'ACTIVE', int(till), ARGV[4], int(ends) }
