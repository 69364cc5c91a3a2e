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
local LINE, GONE, GOING, SLOTS, RETURNED = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local VISITORS, REGISTERED = KEYS[6], KEYS[7]
local SEEN = { [0] = KEYS[8], [1] = KEYS[9] }
local ADMISSIONS = KEYS[10]

-- In microseconds, as domain/ has them.
local CALL_LASTS, LEASE, SESSION_LASTS, PRESENT_FOR = 30000000, 90000000, 600000000, 80000000

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
