-- What the scripts share: how a line is stored, and the rules of domain/ that more than one command needs. It precedes every script; nothing
-- in here runs by itself.
--
-- KEYS, the same for every script, all in the slot of the event's line:
--   1 line       hash: the fields of the room; version: counts what readers can notice; revision: counts what operators have changed; window:
--                the last window in which a visitor was seen
--   2 gone       bitmap: numbers that are never called again
--   3 going      list: the same in the order in which they went
--   4 slots      hash: number -> `until` of a call, or `until session end` of a session
--   5 returned   sorted set: numbers that have missed a call and wait for another one
--   6 visitors   hash: visitor -> index
--   7 registered list: those who have joined before the draw
--   8-9 seen     bitmaps: numbers seen in even windows, in odd windows
--   10 admissions list: what has become of slots, in its order: time, letter, number, and what else belongs to the step
--   11 controls  list: records of what operators did, the latest first; it outlives the room
local LINE, GONE, GOING, SLOTS, RETURNED = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local VISITORS, REGISTERED = KEYS[6], KEYS[7]
local SEEN = { [0] = KEYS[8], [1] = KEYS[9] }
local ADMISSIONS, CONTROLS = KEYS[10], KEYS[11]
-- The first so many keys are of one room.
local PLACES_KEYS = 10

-- In microseconds, as domain/ has them.
local CALL_LASTS, LEASE, SESSION_LASTS, PRESENT_FOR = 30000000, 90000000, 600000000, 80000000
local PLACES_MAX = 10000000
-- Of operators' records; in milliseconds.
local RECORDS_MAX, RECORDS_KEPT = 500, 34560000000

local ADMISSIONS_KEPT = 20000

local NO_ROOM = { 'NO_ROOM' }

-- Microseconds since 1970.
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- A whole number as digits: Lua itself would write a time as 1.76e+15.
local function int(number)
  return string.format('%d', number)
end

local function has_changed()
  redis.call('HINCRBY', LINE, 'version', 1)
end

-- A step of an admission: C for called, A for claimed, E for ended.
local function record(now, letter, number, rest)
  redis.call('RPUSH', ADMISSIONS, int(now) .. ' ' .. letter .. ' ' .. int(number) .. (rest or ''))
  redis.call('LTRIM', ADMISSIONS, -ADMISSIONS_KEPT, -1)
end

local function is_gone(number)
  return redis.call('GETBIT', GONE, int(number)) == 1
end

local function set_gone(number)
  redis.call('SETBIT', GONE, int(number), 1)
  redis.call('RPUSH', GOING, int(number))
end

local function window(now)
  return math.floor(now / PRESENT_FOR)
end

-- Two windows are kept: what was seen before them is forgotten.
local function note(numbers, now)
  local current, last = window(now), tonumber(redis.call('HGET', LINE, 'window') or '-9')
  if current ~= last then
    redis.call('UNLINK', SEEN[current % 2])
    if current ~= last + 1 then
      redis.call('UNLINK', SEEN[(current + 1) % 2])
    end
    redis.call('HSET', LINE, 'window', int(current))
  end
  for _, number in ipairs(numbers) do
    redis.call('SETBIT', SEEN[current % 2], int(number), 1)
  end
end

-- A slot as it is stored.
local function parse(slot)
  local till, session, ends = string.match(slot, '^(%d+) ?(%S*) ?(%d*)$')
  return { till = tonumber(till), session = session ~= '' and session or nil, ends = tonumber(ends) }
end

local function set_active(number, session, ends, now)
  local till = math.min(now + LEASE, ends)
  redis.call('HSET', SLOTS, int(number), int(till) .. ' ' .. session .. ' ' .. int(ends))
  has_changed()
  return till
end

-- Makes way for the line that an instance knew: a room of an earlier epoch has come back with a backup. Returns whether what the instance knew may
-- be added to what there is.
local function make_way(known_epoch)
  local epoch = redis.call('HGET', LINE, 'epoch')
  if epoch and tonumber(epoch) < tonumber(known_epoch) then
    redis.call('UNLINK', unpack(KEYS, 1, PLACES_KEYS))
    return true
  end
  return not epoch or epoch == known_epoch
end

-- How long a session has lasted, in milliseconds.
local function dwelt(slot, now)
  return math.floor(math.max(math.min(now - (slot.ends - SESSION_LASTS), SESSION_LASTS), 0) / 1000)
end

-- Counts sessions that have ended: domain/tally.rs.
local function tally(ended, bought, dwelt_ms)
  if ended == 0 then
    return
  end
  local known = redis.call('HMGET', LINE, 'ended', 'bought', 'dwelt')
  ended = ended + (tonumber(known[1] or '') or 0)
  bought = bought + (tonumber(known[2] or '') or 0)
  dwelt_ms = dwelt_ms + (tonumber(known[3] or '') or 0)
  if ended >= 400 then
    ended, bought, dwelt_ms = math.floor(ended / 2), math.floor(bought / 2), math.floor(dwelt_ms / 2)
  end
  redis.call('HSET', LINE, 'ended', int(ended), 'bought', int(bought), 'dwelt', int(dwelt_ms))
end
