-- Holds units of a pool: as many as the buyer asks for, whichever are free, or none. The caller proposes some, and only these can be taken, because
-- their keys are declared; if too few of them are free, the answer proposes others.
-- ARGV from `at` on: 1-9 as in hold.lua, but there always is a key; 10 first unit; 11 last unit; 12 how many; 13 where to begin to look for free ones
-- Returns HELD until units | HELD_BEFORE hold life until units trace tier | MORE seats | UNITS units | SHORT free | and the refusals of hold.lua

-- So many more are proposed than are needed now, for the holds that the caller sends next.
local SPARE_UNITS = 32
local LAPSED_PER_READ = 1000
-- Bytes of the map in which none of the four statuses is 0, as many as follow each other: each half of such a byte is one of 5-7, 9-B, D-F. The
-- commonest first, and anchored, so that a pool that is sold out is passed over at some nanoseconds a unit.
local ALL_TAKEN = '^[\170\85\255\85-\87\89-\91%]^_\101-\103\105-\107\109-\111\117-\119\121-\123\125-\127\149-\151\153-\155'
  .. '\157-\159\165-\167\169-\171\173-\175\181-\183\185-\187\189-\191\213-\215\217-\219\221-\223\229-\231\233-\235'
  .. '\237-\239\245-\247\249-\251\253-\255]*'

-- Where the search of a pool goes on, so that two commands of one call are not sent for the same units as long as there are others.
local searched_to = {}

-- Adds the units from `first` to `last` that the map has as available, until there are `limit`. Behind its end the map has zeros.
local function add_free(units, first, last, limit)
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

-- Adds units that have lapsed, the longest overdue first, until there are `limit`.
local function add_lapsed(units, pool, limit)
  local offset = 0
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
end

-- What the caller may send the command for next, or that there is too little.
local function propose(pool, count)
  local units, limit = {}, count + SPARE_UNITS
  local from = searched_to[pool.first] or pool.from
  add_free(units, from, pool.last, limit)
  if from > pool.first then
    add_free(units, pool.first, from - 1, limit)
  end
  local last = units[#units]
  searched_to[pool.first] = last and last < pool.last and last + 1 or pool.first
  if #units < count then
    add_lapsed(units, pool, count)
  end
  if #units < count then
    return { 'SHORT', #units }
  end
  return { 'UNITS', table.concat(units, ',') }
end

local function hold_some(proposed, at)
  local buyer = buyer_at(at, tonumber(ARGV[at + 11]))
  local pool = { first = tonumber(ARGV[at + 9]), last = tonumber(ARGV[at + 10]), from = tonumber(ARGV[at + 12]) }
  local answer = held_before(buyer)
  if answer then
    return answer
  end
  if pool.last > seat_count then
    return { 'UNKNOWN_SEAT', pool.last }
  end
  if opens_at > now then
    return { 'NOT_OPEN', on_sale_at }
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
  return refused(buyer, units) or take_all(buyer, units)
end
