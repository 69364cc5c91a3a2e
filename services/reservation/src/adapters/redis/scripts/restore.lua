-- Rebuilds some seats of a closed event, by ascending number. The first step clears the indexes, the last one opens the event.
-- KEYS: 1-10 as in rules.lua; 11 rebuild, as in prepare.lua; from 12 on the seats of this step
-- ARGV: 1-2 as in rules.lua; 3 epoch; 4 mark; 5 the number of the first seat; 6 how many seats the event has; 7 when it goes on sale;
--       8 what the sales say, one line for each seat: `-`, or `S order`, or `P order until hold owner`, and behind `;` the tier if it has one
-- Returns STEP | RESTORED | SUPERSEDED epoch | LOST
now = clock()
epoch, seat_count = ARGV[3], tonumber(ARGV[6])
local first, last = tonumber(ARGV[5]), tonumber(ARGV[5]) + #KEYS - FIRST_KEY - 1
local REBUILD = KEYS[FIRST_KEY]
local DATA = data_id()
local meta = redis.call('HMGET', META, 'run', 'epoch', 'data', 'tiers')
tier_names = meta[4]
local is_open = meta[1] == RUN and meta[3] == DATA
if is_open and meta[2] == epoch then
  return { 'RESTORED' }
end
local rebuild = redis.call('HMGET', REBUILD, 'mark', 'run', 'epoch', 'next', 'data')
for _, other in ipairs({ meta[2], rebuild[3] }) do
  if other and tonumber(other) > tonumber(epoch) then
    return { 'SUPERSEDED', other }
  end
end
if rebuild[1] ~= ARGV[4] or rebuild[2] ~= RUN or rebuild[5] ~= DATA or is_open then
  return { 'LOST' }
end
if first == 1 then
  -- meta keeps its epoch, and has no run until the last step.
  redis.call('HDEL', META, 'run', 'single')
  redis.call('UNLINK', MAP, UNTILS, OWNED, ORDERS, PLANES)
elseif rebuild[3] ~= epoch or tonumber(rebuild[4]) < first then
  return { 'LOST' }
elseif tonumber(rebuild[4]) > first then
  return { 'STEP' }
end

-- domain/restore.rs, restored: nil for a free seat.
local function restored(record, word, tier)
  local kind, order, pin, hold, owner = string.match(word, '^(%S+) ?(%S*) ?(%S*) ?(%S*) ?(%S*)$')
  if kind == 'S' then
    return { state = 'S', order = order }
  end
  local alive = live(record)
  if kind == '-' then
    return alive and alive.state ~= 'S' and alive or nil
  end
  if alive and alive.order == order then
    return alive
  end
  if tonumber(pin) > now then
    return {
      state = 'P', hold = hold, since = 0, ends = 0, extension = '-', owner = owner, order = order,
      siblings = tier == '' and '-' or '-;' .. tier,
      pin = tonumber(pin),
    }
  end
end

local function shown(seat)
  if seat.record.state == 'S' then
    return SOLD
  elseif not is_guest(seat.record.owner) then
    return HELD
  end
  redis.call('SETBIT', PLANES, bit_at(GUESTS_PLANE, seat.number), '1')
  return HELD_BY_GUEST
end

local list, bits, i = load(FIRST_KEY + 1, #KEYS), {}, 0
for line in string.gmatch(ARGV[8], '[^\n]+') do
  i = i + 1
  local word, tier, _ = string.match(line, '^([^;]*);?(.*)$')
  local seat = list[i]
  local before = seat.record
  seat.record = restored(before, word, tier)
  if seat.record then
    link(seat)
    bits[#bits + 1] = 'SET'
    bits[#bits + 1] = 'u2'
    bits[#bits + 1] = '#' .. (seat.number - 1)
    bits[#bits + 1] = shown(seat)
    if seat.record.state ~= 'S' then
      _, tier = held_together(seat.record)
    end
    note_tier(seat, tier)
  end
  if seat.record ~= before and (seat.record or before) then
    write(seat)
  end
end
if #bits > 0 then
  redis.call('BITFIELD', MAP, unpack(bits))
end
finish()
if last < seat_count then
  local time = redis.call('TIME')
  redis.call('HSET', REBUILD, 'epoch', epoch, 'next', int(last + 1), 'at', int(time[1] * 1000000 + time[2]))
  return { 'STEP' }
end
redis.call('HSET', META, 'run', RUN, 'data', DATA, 'epoch', epoch, 'version', '0', 'seats', ARGV[6], 'sale', ARGV[7])
redis.call('DEL', REBUILD)
-- Before the first epoch nothing was published that could be wrong.
if tonumber(epoch) > 1 then
  redis.call('XADD', OUTBOX, '*', 'e', epoch .. ' ' .. int(now))
end
return { 'RESTORED' }
