-- Takes all seats for a short while, or none.
-- KEYS: 1-8 as in rules.lua; from 9 on the seats asked for, then those of an older hold under the same key; the receipt of the key last,
--       if there is a key
-- ARGV: 1-2 as in rules.lua; 3 how many seats are asked for; 4 hold; 5 owner; 6 life; 7 how many live seats a user may have;
--       8 how many messages may wait; 9 trace id; 10 digest of key and request, or nothing without a key
-- Returns HELD until | HELD_BEFORE hold life until seats trace | MORE seats | KEY_REUSED | UNKNOWN_SEAT seat | NOT_OPEN at
--       | BLOCKED (seat H|S)... | TOO_MANY live | FULL
local count, hold, owner, life = tonumber(ARGV[3]), ARGV[4], ARGV[5], tonumber(ARGV[6])
local fingerprint = ARGV[10]
local last, receipt = #KEYS, nil
if fingerprint ~= '' then
  receipt, last = KEYS[last], last - 1
end
local asked = load(9, last)
for i = #asked, count + 1, -1 do
  asked[i] = nil
end

-- A receipt: hold, digest, life, seats, trace id. It is as good as its hold.
local text = receipt and redis.call('GET', receipt)
if text then
  local made, of, lived, numbers, trace = string.match(text, '^(%S+) (%S+) (%S+) (%S+) (.*)$')
  if not declared(numbers) then
    return { 'MORE', numbers }
  end
  local ends = live_until(made, numbers)
  if ends and of ~= fingerprint then
    return { 'KEY_REUSED' }
  elseif ends then
    return { 'HELD_BEFORE', made, lived, int(ends), numbers, trace }
  end
end

local beyond = unknown(asked)
if beyond then
  return { 'UNKNOWN_SEAT', beyond.number }
end
if tonumber(on_sale_at) > now then
  return { 'NOT_OPEN', on_sale_at }
end

local numbers, blocked = {}, {}
for i, seat in ipairs(asked) do
  numbers[i] = seat.number
  if live(seat.record) then
    blocked[#blocked + 1] = seat
  end
end
local siblings = table.concat(numbers, ',')
-- The very same command, whose answer was lost on the way.
local ends = live_until(hold, siblings)
if ends then
  return { 'HELD', int(ends) }
end
if #blocked > 0 then
  return in_the_way({ 'BLOCKED' }, blocked)
end

if owner ~= '-' then
  local has = 0
  for _, until_ in pairs(owned_by(owner)) do
    if until_ > now then
      has = has + 1
    end
  end
  if has + count > tonumber(ARGV[7]) then
    return { 'TOO_MANY', has }
  end
end
if redis.call('XLEN', OUTBOX) >= tonumber(ARGV[8]) then
  return { 'FULL' }
end

ends = now + life
for _, seat in ipairs(asked) do
  -- What was told held has to be told available before it can be told held again.
  if mark(seat, HELD) ~= AVAILABLE then
    tell(seat, AVAILABLE)
  end
  tell(seat, HELD)
  take(seat, { state = 'H', hold = hold, since = now, ends = ends, extension = '-', siblings = siblings, owner = owner })
end
if receipt then
  -- Longer than any extension and pin of the hold.
  local px = int(life / 1000 + 3600000)
  redis.call('SET', receipt, hold .. ' ' .. fingerprint .. ' ' .. int(life) .. ' ' .. siblings .. ' ' .. ARGV[9], 'PX', px)
end
finish()
return { 'HELD', int(ends) }
