-- Ends what has lapsed, and calls as many as may be called: domain/turn.rs.
-- Returns TURNED, calls without an answer, sessions that have lapsed, and the numbers that are called
local CREDIT_OF_ONE, LOOKS_MIN, LOOKS_PER_CALL, MINUTE, RESUMES_AFTER = 1000000, 64, 4, 60000000, 10000000
local room = redis.call('HMGET', LINE, 'phase', 'cap', 'ceiling', 'issued', 'serving', 'credit', 'turned', 'back', 'opened', 'window', 'epoch', 'slots', 'rate', 'restored')
if not room[1] then
  return { 'TURNED', '0', '0' }
end
local now, is_open = clock(), room[1] == 'OPEN'
-- Stock and load may allow fewer than the operators do.
local cap = math.min(tonumber(room[2]), tonumber(room[12] or '') or math.huge)
local rate = math.min(tonumber(room[3]), tonumber(room[13] or '') or math.huge)
local restored = tonumber(room[14] or '')
local issued, serving = tonumber(room[4]), tonumber(room[5])
local credit, turned, returned_last = tonumber(room[6]), tonumber(room[7]), room[8] == '1'

local unanswered, expired, taken, dwelt_ms = 0, 0, 0, 0
local slots = redis.call('HGETALL', SLOTS)
for i = 1, #slots, 2 do
  local number, slot = tonumber(slots[i]), parse(slots[i + 1])
  if slot.till > now then
    taken = taken + 1
  else
    redis.call('HDEL', SLOTS, slots[i])
    record(now, 'E', number)
    if slot.session then
      expired, dwelt_ms = expired + 1, dwelt_ms + dwelt(slot, now)
      set_gone(number)
    else
      unanswered = unanswered + 1
    end
  end
end

tally(expired, 0, dwelt_ms)

local calls_max = 0
if is_open then
  local elapsed = math.min(math.max(now - turned, 0), MINUTE)
  local most = math.max(math.floor(rate * CREDIT_OF_ONE / 60), CREDIT_OF_ONE)
  credit = math.min(credit + math.floor(rate * elapsed / 60), most)
  turned = math.max(turned, now)
  if rate > 0 and not (restored and now < restored + RESUMES_AFTER) then
    calls_max = math.max(math.min(cap - taken, math.floor(credit / CREDIT_OF_ONE)), 0)
  end
end

local current, last = window(now), tonumber(room[10] or '-9')
local known_since = math.max(tonumber(room[11]), tonumber(room[9]) or 0, restored or 0)
local function is_there(number)
  if now < known_since + PRESENT_FOR then
    return true
  end
  local passed = current - last
  if passed < 0 or passed > 1 then
    return false
  end
  if redis.call('GETBIT', SEEN[last % 2], int(number)) == 1 then
    return true
  end
  return passed == 0 and redis.call('GETBIT', SEEN[(last + 1) % 2], int(number)) == 1
end

local before, looks = serving, calls_max == 0 and 0 or LOOKS_MIN + LOOKS_PER_CALL * calls_max
local function next_who_is_there()
  while serving < issued and looks > 0 do
    serving, looks = serving + 1, looks - 1
    if not is_gone(serving) and is_there(serving) then
      return serving
    end
  end
end

local called, head_is_over = {}, false
local back = calls_max > 0 and redis.call('ZRANGE', RETURNED, 0, calls_max - 1) or {}
local next_back = 1
while #called < calls_max do
  local number
  if back[next_back] and (head_is_over or not returned_last) then
    number, returned_last, next_back = tonumber(back[next_back]), true, next_back + 1
  else
    number = next_who_is_there()
    if number then
      returned_last = false
    elseif not back[next_back] then
      break
    else
      head_is_over = true
    end
  end
  if number then
    called[#called + 1] = number
  end
end

local answer = { 'TURNED', int(unanswered), int(expired) }
for _, number in ipairs(called) do
  redis.call('HSET', SLOTS, int(number), int(now + CALL_LASTS))
  redis.call('ZREM', RETURNED, int(number))
  record(now, 'C', number, (number <= before and ' 1 ' or ' 0 ') .. int(cap))
  answer[#answer + 1] = int(number)
end
credit = credit - #called * CREDIT_OF_ONE
redis.call('HSET', LINE, 'serving', int(serving), 'credit', int(credit), 'turned', int(turned), 'back', returned_last and '1' or '0')
if #called > 0 or unanswered + expired > 0 or serving ~= before then
  has_changed()
end
return answer
