-- Holds units of a pool: as many as the buyer asks for, whichever are free, or none. The caller proposes some, and only these can be taken, because
-- their keys are declared; if too few of them are free, the answer proposes others.
-- ARGV from `at` on: 1-8 as in hold.lua, but there always is a key; 9 how many at which tier: tier=count/cap, separated by commas, without a tier or
--       without a cap where there is none; 10 first unit; 11 last unit; 12 where to begin to look for free ones; 13-14 the units of which those that are
--       free are counted afterwards, 0 for none
-- Returns HELD until units free | HELD_BEFORE hold life until units trace tiers free | MORE seats | UNITS units | SHORT free | TIER_FULL tier free
--       | and the refusals of hold.lua

-- So many more are proposed than are needed now, for the holds that the caller sends next.
local SPARE_UNITS = 32
local LAPSED_PER_READ = 1000
-- Bytes of the map in which none of the four statuses is 0, as many as follow each other: each half of such a byte is one of 5-7, 9-B, D-F. The
-- commonest first, and anchored, so that a pool that is sold out is passed over at some nanoseconds a unit.
local ALL_TAKEN = '^[\170\85\255\85-\87\89-\91%]^_\101-\103\105-\107\109-\111\117-\119\121-\123\125-\127\149-\151\153-\155'
  .. '\157-\159\165-\167\169-\171\173-\175\181-\183\185-\187\189-\191\213-\215\217-\219\221-\223\229-\231\233-\235'
  .. '\237-\239\245-\247\249-\251\253-\255]*'

-- Adds the units from `first` to `last` that the map has as available, until there are `limit`. Behind its end the map has zeros.
local function add_free(units, first, last, limit)
  if first > last then
    return
  end
  local offset, stop = math.floor((first - 1) / 4), math.floor((last - 1) / 4)
  local bytes = redis.call('GETRANGE', MAP, int(offset), int(stop))
  bytes = bytes .. string.rep('\0', stop - offset + 1 - #bytes)
  local _, taken = string.find(bytes, ALL_TAKEN)
  while taken < #bytes and #units < limit do
    local byte, number = string.byte(bytes, taken + 1), (offset + taken) * 4
    for shift = 6, 0, -2 do
      number = number + 1
      local is_free = math.floor(byte / 2 ^ shift) % 4 == 0
      if is_free and number >= first and number <= last and #units < limit then
        units[#units + 1] = number
      end
    end
    _, taken = string.find(bytes, ALL_TAKEN, taken + 2)
  end
end

-- The same by their places in a ring that begins at pool.from: from place `first`, counted from 0, up to the one before `last`.
local function add_around(units, pool, first, last, limit)
  -- Where the ring comes to the first unit of the pool.
  local bend = pool.last - pool.from + 1
  add_free(units, pool.from + first, math.min(pool.from + last - 1, pool.last), limit)
  add_free(units, pool.first + math.max(first - bend, 0), pool.first + last - bend - 1, limit)
end

-- Up to `limit` units that have lapsed, the longest overdue first.
local function lapsed_units(pool, limit)
  local units, offset = {}, 0
  repeat
    local read = redis.call('ZRANGEBYSCORE', UNTILS, '-inf', int(now), 'LIMIT', int(offset), int(LAPSED_PER_READ))
    for _, text in ipairs(read) do
      local number = tonumber(text)
      if number >= pool.first and number <= pool.last and #units < limit then
        units[#units + 1] = number
      end
    end
    offset = offset + #read
  until #read < LAPSED_PER_READ or #units >= limit
  return units
end

-- How far the units of a pool have been proposed to the commands of this call, each once: `next` is the first place that has not been. From then on
-- they are proposed again, without any to spare: `turn` and `lapsed` say whose turn it is, so that two commands are not sent for the same ones as long
-- as there are others.
local searches = {}

local function propose_again(pool, count, search, size)
  local units = {}
  add_around(units, pool, search.turn, size, count)
  add_around(units, pool, 0, search.turn, count)
  if #units > 0 then
    search.turn = ((units[#units] - pool.from) % size + 1) % size
  end
  local missing = count - #units
  if missing > 0 then
    local lapsed = lapsed_units(pool, search.lapsed + missing)
    if #lapsed < search.lapsed + missing then
      search.lapsed = 0
    end
    for i = search.lapsed + 1, math.min(search.lapsed + missing, #lapsed) do
      units[#units + 1] = lapsed[i]
    end
    search.lapsed = search.lapsed + missing
  end
  return units
end

-- What the caller may send the command for next, or that there is too little.
local function propose(pool, count)
  local size = pool.last - pool.first + 1
  local search = searches[pool.first] or { next = 0, turn = 0, lapsed = 0 }
  searches[pool.first] = search
  local units = {}
  add_around(units, pool, search.next, size, count + SPARE_UNITS)
  if #units >= count then
    search.next = (units[#units] - pool.from) % size + 1
  else
    search.next = size
    units = propose_again(pool, count, search, size)
  end
  if #units < count then
    return { 'SHORT', #units }
  end
  return { 'UNITS', table.concat(units, ',') }
end

-- How many units of a pool have this tier, but for those that have lapsed: domain::units::left_of.
local function left_of(pool, part)
  local plane = tier_planes().of[part.tier]
  local have = plane and count_bits(plane, pool.first, pool.last) or 0
  if plane and have + part.count > part.cap then
    for _, number in ipairs(lapsed_units(pool, math.huge)) do
      have = have - redis.call('GETBIT', PLANES, bit_at(plane, number))
    end
  end
  return math.max(part.cap - have, 0)
end

-- The first tier that has fewer left than are wanted; nil: there is none.
local function full_tier(pool, parts)
  for _, part in ipairs(parts) do
    local left = part.cap and left_of(pool, part)
    if left and left < part.count then
      return { 'TIER_FULL', part.tier, int(left) }
    end
  end
end

-- What is wanted at which tier, and the tier of each unit, by ascending number.
local function parts_at(text)
  local parts, tiers = {}, {}
  for tier, count, cap in string.gmatch(text, '([^,=]*)=(%d+)/(%d*)') do
    parts[#parts + 1] = { tier = tier, count = tonumber(count), cap = tonumber(cap) }
    for _ = 1, tonumber(count) do
      tiers[#tiers + 1] = tier
    end
  end
  return parts, tiers
end

-- The answer, with how many units are free afterwards.
local function with_free(answer, at)
  local first, last = tonumber(ARGV[at + 12]), tonumber(ARGV[at + 13])
  local is_held = answer[1] == 'HELD' or answer[1] == 'HELD_BEFORE'
  if is_held and first > 0 and last <= seat_count then
    answer[#answer + 1] = int(last - first + 1 - taken(first, last))
  end
  return answer
end

local function hold_some(proposed, at)
  local parts, tiers = parts_at(ARGV[at + 8])
  local buyer = buyer_at(at, #tiers)
  buyer.tiers = tiers
  local pool = { first = tonumber(ARGV[at + 9]), last = tonumber(ARGV[at + 10]), from = tonumber(ARGV[at + 11]) }
  local answer = held_before(buyer)
  if answer then
    return with_free(answer, at)
  end
  if pool.last > seat_count then
    return { 'UNKNOWN_SEAT', pool.last }
  end
  if opens_at > now then
    return { 'NOT_OPEN', on_sale_at }
  end
  local refusal = full_tier(pool, parts)
  if refusal then
    return refusal
  end
  local units = {}
  for _, seat in ipairs(proposed) do
    if #units < buyer.count and not live(seat.record) then
      units[#units + 1] = seat
    end
  end
  if #units < buyer.count then
    return propose(pool, buyer.count)
  end
  return refused(buyer, units) or with_free(take_all(buyer, units), at)
end
