-- Holds seats for a buyer: all that the buyer asks for, or none of them. A refusal promises nothing, so it needs no fence: on data that the server
-- has lost parts of it is at worst out of date, until the event is rebuilt.
-- ARGV from `at` on: 1 hold; 2 owner; 3 life; 4 how many live seats this owner may have; 5 digest of the key and 6 of the request, or nothing
--       without a key; 7 trace id; 8 how many of a hundred seats of the event guests may have together, 0 for any;
--       9 guards: seat=beside, separated by commas; all of them are declared as keys
-- Returns HELD until seats | HELD_BEFORE hold life until seats trace tiers (seat=tier, separated by commas) | MORE seats | KEY_REUSED | UNKNOWN_SEAT seat | NOT_OPEN at
--       | BLOCKED (seat H|S)... | SHORT 0 | LEAVES_SINGLES seats | TOO_MANY live | SHARE_TAKEN | FULL | NOT_READY
local full
-- Whether the outbox has as many entries as it may have. Asked once: what this script holds itself comes at its end.
local function is_full()
  if full == nil then
    full = redis.call('XLEN', OUTBOX) >= tonumber(ARGV[3])
  end
  return full
end

-- The tiers of those of these seats (numbers, separated by commas) that still are in this hold.
local function tiers_of(hold, numbers)
  local tiers = {}
  for number in string.gmatch(numbers, '%d+') do
    local record = seats[tonumber(number)].record
    local _, tier = held_together(record and record.hold == hold and record or { siblings = '' })
    if tier ~= '' then
      tiers[#tiers + 1] = number .. '=' .. tier
    end
  end
  return table.concat(tiers, ',')
end

-- The answer that a receipt gives to this request, or nil. It is valid while its hold is live.
local function held_before(buyer)
  local text = buyer.key ~= '' and redis.call('HGET', RECEIPTS, 'k' .. buyer.key)
  if not text then
    return nil
  end
  if not has_own_data() then
    return NOT_READY
  end
  local made, of, lived, numbers, trace_id = string.match(text, '^(%S+) (%S+) (%S+) (%S+) (.*)$')
  if not declared(numbers) then
    return { 'MORE', numbers }
  end
  local ends = live_until(made, numbers)
  if ends and of ~= buyer.fingerprint then
    return { 'KEY_REUSED' }
  elseif ends then
    return { 'HELD_BEFORE', made, lived, int(ends), numbers, trace_id, tiers_of(made, numbers) }
  end
end

-- The answer to the same command again, because its first answer was lost; nil if these seats are in the way of it.
local function held_already(buyer, blocked)
  local ends
  for _, seat in ipairs(blocked) do
    local record = seat.record
    if record.hold == buyer.hold and (not ends or record.ends > ends) then
      ends = record.ends
    end
  end
  return ends and (has_own_data() and { 'HELD', int(ends) } or NOT_READY)
end

-- How many live seats a buyer has, if these would be too many; otherwise false.
local function too_many(buyer, counted)
  local has = 0
  for _, ends in pairs(owned_by(counted)) do
    if ends > now then
      has = has + 1
    end
  end
  return has + buyer.count > tonumber(buyer.max) and has
end

-- Whether guests would have more seats than they may have together. A seat whose hold by a guest has lapsed is counted already.
local function takes_the_share(buyer, wanted)
  local have = guests() + buyer.count
  for _, seat in ipairs(wanted) do
    if seat.record and seat.record.owner and is_guest(seat.record.owner) then
      have = have - 1
    end
  end
  return have > math.floor(seat_count * buyer.percent / 100)
end

local function take_all(buyer, wanted)
  local numbers, ends = {}, now + tonumber(buyer.life)
  for i, seat in ipairs(wanted) do
    numbers[i] = seat.text
  end
  local together = table.concat(numbers, ',')
  for i, seat in ipairs(wanted) do
    local tier = buyer.tiers and buyer.tiers[i] or ''
    local siblings = tier == '' and together or together .. ';' .. tier
    -- A seat that was published as held is published as available before it can be published as held again.
    if mark(seat, is_guest(buyer.owner) and HELD_BY_GUEST or HELD) ~= AVAILABLE then
      announce(seat, AVAILABLE)
    end
    announce(seat, HELD)
    take(seat, {
      state = 'H', hold = buyer.hold, since = now, ends = ends, extension = '-', siblings = siblings, owner = buyer.owner,
    })
  end
  local note = int(buyer.count) .. ' ' .. (buyer.key ~= '' and buyer.key or '-') .. ' ' .. together
  if buyer.key == '' then
    redis.call('HSET', RECEIPTS, 'h' .. buyer.hold, note)
  else
    local text = buyer.hold .. ' ' .. buyer.fingerprint .. ' ' .. buyer.life .. ' ' .. together .. ' ' .. buyer.trace_id
    redis.call('HSET', RECEIPTS, 'k' .. buyer.key, text, 'h' .. buyer.hold, note)
  end
  return { 'HELD', int(ends), together }
end

-- Why a buyer gets nothing of what is free; nil if all of it.
local function refused(buyer, wanted)
  local counted = counted_by(buyer.owner)
  local has = counted and too_many(buyer, counted)
  if has then
    return { 'TOO_MANY', has }
  end
  if is_guest(buyer.owner) and buyer.percent > 0 and takes_the_share(buyer, wanted) then
    return { 'SHARE_TAKEN' }
  end
  if is_full() then
    return { 'FULL' }
  end
  return not has_own_data() and NOT_READY or nil
end

local function is_free(number)
  return number <= seat_count and not live(seats[number].record)
end

-- domain::singles::left_single, or nil if no seat is left so.
local function left_single(guards, wanted)
  local held, left = {}, {}
  for _, seat in ipairs(wanted) do
    held[seat.number] = true
  end
  for text, behind in string.gmatch(guards, '(%d+)=(%d+)') do
    local number, beside = tonumber(text), tonumber(behind)
    if is_free(number) and (held[beside] or not is_free(beside)) then
      left[#left + 1] = text
    end
  end
  return #left > 0 and { 'LEAVES_SINGLES', table.concat(left, ',') } or nil
end

-- What the books are compared for: a seat that is left single all the same, as the seats are now.
local function note_single(guards)
  for number, beside in string.gmatch(guards, '(%d+)=(%d+)') do
    if is_free(tonumber(number)) and not is_free(tonumber(beside)) then
      redis.call('HSET', META, 'single', number)
    end
  end
end

local function buyer_at(at, count)
  return {
    count = count, hold = ARGV[at], owner = ARGV[at + 1], life = ARGV[at + 2], max = ARGV[at + 3],
    key = ARGV[at + 4], fingerprint = ARGV[at + 5], trace_id = ARGV[at + 6], percent = tonumber(ARGV[at + 7]),
  }
end

local function hold(wanted, at)
  local buyer = buyer_at(at, #wanted)
  local answer = held_before(buyer)
  if answer then
    return answer
  end
  local beyond = unknown(wanted)
  if beyond then
    return { 'UNKNOWN_SEAT', beyond.number }
  end
  if opens_at > now then
    return { 'NOT_OPEN', on_sale_at }
  end
  if #wanted == 0 then
    return { 'SHORT', 0 }
  end
  local blocked = {}
  for _, seat in ipairs(wanted) do
    if live(seat.record) then
      blocked[#blocked + 1] = seat
    end
  end
  if #blocked > 0 then
    return held_already(buyer, blocked) or conflicts({ 'BLOCKED' }, blocked)
  end
  answer = left_single(ARGV[at + 8], wanted) or refused(buyer, wanted)
  if answer then
    return answer
  end
  answer = take_all(buyer, wanted)
  note_single(ARGV[at + 8])
  return answer
end
