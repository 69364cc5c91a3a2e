-- What the scripts share: when an event may be used, how its seats are stored, and the rules of domain/seat.rs that more than one command
-- needs. It precedes every script; nothing in here runs by itself.
--
-- KEYS, the same for every script about an event, all in the slot of the event:
--   1 meta       hash: run, epoch, version, seats, sale, tiers (their names, separated by commas, in the order in which units were first held at them),
--                single (a seat that a hold has left single in spite of its guards)
--   2 map        two bits per seat, its last published status: 0 available, 1 held, 2 sold, 3 held by a guest
--   3 untils     sorted set: seats by the end of their hold or pin
--   4 owned      hash: the seats that a named user, or guests who are counted together, hold or have pinned, with their ends
--   5 orders     hash: the seats that an order has pinned
--   6 tombstones sorted set: orders that were released, by time
--   7 outbox     stream: what is to be published
--   8 replying   set: the replies in the outbox
--   9 receipts   hash, of holds that were made under a key: `k` and the digest of the key: hold, digest of the request, life, seats, trace id;
--                `h` and the hold: how many seats it still has, digest of the key. Of every hold `h` and the hold: also which seats it was made of; the
--                digest is `-` without a key
--   10 planes    bits, one a seat, in planes one behind the other: the seats that the map has as held by guests, then for each of the tiers the units
--                that are held, pinned or sold at it
-- ARGV:
--   1 the run id of this server, as the connection has read it
--   2 the trace context of the caller, or nothing

local META, MAP, UNTILS, OWNED = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ORDERS, TOMBSTONES, OUTBOX, REPLYING = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local RECEIPTS, PLANES = KEYS[9], KEYS[10]
-- The first key that a script has beside these.
local FIRST_KEY = 11
local RUN = ARGV[1]
local trace = ARGV[2]

local AVAILABLE, HELD, SOLD, HELD_BY_GUEST = 0, 1, 2, 3
local DIGIT = { [0] = '0', '1', '2', '3' }
-- How long after its end a record is kept, in case the sweeper is late.
local SAFETY_MS = 60000
-- How many changes share an entry of the outbox: reading, publishing and deleting cost something per entry.
local CHANGES_PER_ENTRY = 256

local NOT_READY = { 'NOT_READY' }

local now
-- Of the event, as its meta says.
local epoch, seat_count, on_sale_at, opens_at, data, tier_names

-- Microseconds since 1970.
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- Identifies what this server has, as its run id identifies the process: it gets another one whenever it starts, or stops being a replica. A server
-- that was one for a moment may have lost writes, and connections to it have noticed nothing.
local function data_id()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
end

-- Fail closed: every script about an event's seats begins by reading its meta. It is absent when the event was lost or never existed, and from
-- another run when this server has started with the data of an earlier one, from a file or as a replica.
local function is_open()
  local meta = redis.call('HMGET', META, 'run', 'epoch', 'seats', 'sale', 'data', 'tiers')
  if meta[1] ~= RUN then
    return false
  end
  epoch, seat_count, on_sale_at, opens_at, data = meta[2], tonumber(meta[3]), meta[4], tonumber(meta[4]), meta[5]
  tier_names = meta[6]
  now = clock()
  return true
end

local is_own
-- Whether the event was installed or rebuilt in the data that this server has. To be asked before anything is changed or promised, and asked once:
-- it costs more than all else that the refusal of a hold needs.
local function has_own_data()
  if is_own == nil then
    is_own = data == data_id()
  end
  return is_own
end

-- What every script asks first, unless it refuses holds.
local function is_ready()
  return is_open() and has_own_data()
end

-- A whole number as digits: Lua itself would write a time as 1.76e+15. It is also several times as fast as the conversions of Lua and Redis,
-- so all arguments to Redis are text.
local function int(number)
  return string.format('%d', number)
end

-- A record is text, its fields separated by blanks, beginning with its state:
--   H hold since ends extension siblings owner
--   P hold since ends extension siblings owner order pin
--   S order
-- siblings: the seats that were held together with it, and behind `;` its own tier if it has one; it is passed on as it is. extension: `-` for none, otherwise operation@microseconds of each, separated by commas.
-- owner: `=` and the user, or `-` for an anonymous hold; of a guest, behind `-` or `@`, also what it is counted by, where it is counted.
local function decode(text)
  local state, a, b, c, d, e, f, g, h =
    string.match(text, '^(%u) (%S+) ?(%S*) ?(%S*) ?(%S*) ?(%S*) ?(%S*) ?(%S*) ?(%S*)$')
  if state == 'S' then
    return { state = 'S', order = a }
  end
  local record = { state = state, hold = a, since = tonumber(b), ends = tonumber(c), extension = d, siblings = e, owner = f }
  if state == 'P' then
    record.order, record.pin = g, tonumber(h)
  end
  return record
end

local function encode(record)
  if record.state == 'S' then
    return 'S ' .. record.order
  end
  local text = record.state .. ' ' .. record.hold .. ' ' .. int(record.since) .. ' ' .. int(record.ends)
    .. ' ' .. record.extension .. ' ' .. record.siblings .. ' ' .. record.owner
  if record.state == 'P' then
    text = text .. ' ' .. record.order .. ' ' .. int(record.pin)
  end
  return text
end

-- The seats that were held together, as numbers separated by commas; and the tier of this one, or nothing.
local function held_together(record)
  return string.match(record.siblings, '^([^;]*);?(.*)$')
end

-- When the seat becomes free by itself; nil for a sold one.
local function ends_at(record)
  if record.state == 'H' then
    return record.ends
  end
  return record.pin
end

-- The record as it counts now: a lapsed or missing one is free.
local function live(record)
  if record then
    local ends = ends_at(record)
    if not ends or ends > now then
      return record
    end
  end
end

-- Seats by number: number, the same as text, key, record (nil or false for none); and the same by key.
local seats, by_key = {}, {}

-- Reads the seats whose keys are KEYS[first] to KEYS[last], each once however often it is named, and returns them in that order.
local function load(first, last)
  local keys = {}
  for i = first, last do
    local key = KEYS[i]
    if by_key[key] == nil then
      by_key[key] = false
      keys[#keys + 1] = key
    end
  end
  local texts = #keys > 0 and redis.call('MGET', unpack(keys))
  for i, key in ipairs(keys) do
    local text = string.match(key, '^.*:(%d+)$')
    local number = tonumber(text)
    seats[number] = { number = number, text = text, key = key, record = texts[i] and decode(texts[i]) }
    by_key[key] = seats[number]
  end
  local list = {}
  for i = first, last do
    list[#list + 1] = by_key[KEYS[i]]
  end
  return list
end

-- The first seat that the event does not have.
local function unknown(list)
  for _, seat in ipairs(list) do
    if seat.number > seat_count then
      return seat
    end
  end
end

-- Whether the caller has declared all of these seats (numbers, separated by commas) as keys.
local function declared(numbers)
  for number in string.gmatch(numbers, '%d+') do
    if not seats[tonumber(number)] then
      return false
    end
  end
  return true
end

local function is_anonymous(owner)
  return string.sub(owner, 1, 1) == '-'
end

-- primitives::HoldOwner::is_guest
local function is_guest(owner)
  return is_anonymous(owner) or string.sub(owner, 1, 3) == '=g:'
end

-- What the seats of this owner are counted by; nil for a guest who is not counted.
local function counted_by(owner)
  if not is_guest(owner) then
    return owner
  end
  local guest = string.match(owner, '^%-(%x+)$') or string.match(owner, '@(%x+)$')
  return guest and '-' .. guest
end

-- `=` and the user that a hold belongs to.
local function name_of(owner)
  return is_guest(owner) and string.gsub(owner, '@%x+$', '') or owner
end

local GUESTS_PLANE, FIRST_TIER_PLANE = 0, 1

-- Where the bit of a seat is.
local function bit_at(plane, number)
  return int(plane * math.ceil(seat_count / 8) * 8 + number - 1)
end

-- How many bits are set in a plane from seat `first` to seat `last`.
local function count_bits(plane, first, last)
  return redis.call('BITCOUNT', PLANES, bit_at(plane, first), bit_at(plane, last), 'BIT')
end

-- How many seats the map has as held by guests. Map and plane change together, so the count is right even where a record is gone.
local function guests()
  return count_bits(GUESTS_PLANE, 1, seat_count)
end

-- How many seats of the map are not available: a status has one bit, but that of a guest's two.
local function taken(first, last)
  local bits = redis.call('BITCOUNT', MAP, int(2 * (first - 1)), int(2 * last - 1), 'BIT')
  return bits - count_bits(GUESTS_PLANE, first, last)
end

local planes
-- The plane of each tier that units were held at.
local function tier_planes()
  if not planes then
    planes = { next = FIRST_TIER_PLANE, of = {} }
    for name in string.gmatch(tier_names or '', '[^,]+') do
      planes.of[name], planes.next = planes.next, planes.next + 1
    end
  end
  return planes
end

local function add_tier(name)
  local known = tier_planes()
  known.of[name], known.next = known.next, known.next + 1
  tier_names = tier_names and tier_names .. ',' .. name or name
  redis.call('HSET', META, 'tiers', tier_names)
end

-- At which tier a unit is held, pinned or sold from now on; nothing for none. What it was before may be unknown: its record may be gone.
local function note_tier(seat, tier)
  if tier ~= '' and not tier_planes().of[tier] then
    add_tier(tier)
  end
  for name, plane in pairs(tier_planes().of) do
    redis.call('SETBIT', PLANES, bit_at(plane, seat.number), name == tier and '1' or '0')
  end
end

-- Writes the published status into the map, and returns the one before: the map has it even where the record is gone.
local function mark(seat, status)
  local before = redis.call('BITFIELD', MAP, 'SET', 'u2', '#' .. int(seat.number - 1), DIGIT[status])[1]
  if (status == HELD_BY_GUEST) ~= (before == HELD_BY_GUEST) then
    redis.call('SETBIT', PLANES, bit_at(GUESTS_PLANE, seat.number), status == HELD_BY_GUEST and '1' or '0')
  end
  return before == HELD_BY_GUEST and HELD or before
end

-- The status changes to publish, in this order, atomically with the rest of the script: `finish` puts them into the outbox.
local changes = {}

local function announce(seat, status)
  changes[#changes + 1] = { text = ' ' .. seat.text .. ' ' .. DIGIT[status] .. ' ', trace = trace }
end

local function change_status(seat, status)
  mark(seat, status)
  announce(seat, status)
end

-- Puts a reply into the outbox, unless it is there: ARGV[first] and the next five are its id, topic, key, time, payload and trace.
local function reply(first)
  if redis.call('SADD', REPLYING, ARGV[first]) == 1 then
    redis.call('XADD', OUTBOX, '*', 'r', ARGV[first], 'c', ARGV[first + 1], 'k', ARGV[first + 2], 'a', ARGV[first + 3],
      'p', ARGV[first + 4], 't', ARGV[first + 5])
  end
end

-- The entries of the two hashes that were touched; `finish` writes them back.
local owned, pinned = {}, {}

-- The seats that are counted by this: number -> end.
local function owned_by(counted)
  if not owned[counted] then
    local entry = {}
    for number, ends in string.gmatch(redis.call('HGET', OWNED, counted) or '', '(%d+)=(%d+)') do
      entry[tonumber(number)] = tonumber(ends)
    end
    owned[counted] = entry
  end
  return owned[counted]
end

-- The seats that an order has pinned: number -> true.
local function pinned_by(order)
  if not pinned[order] then
    local entry = {}
    for number in string.gmatch(redis.call('HGET', ORDERS, order) or '', '%d+') do
      entry[tonumber(number)] = true
    end
    pinned[order] = entry
  end
  return pinned[order]
end

local function write_back(key, field, parts)
  if #parts == 0 then
    redis.call('HDEL', key, field)
  else
    redis.call('HSET', key, field, table.concat(parts, ','))
  end
end

-- Gives each change its version, the next one of the event.
local function publish()
  local version = redis.call('HINCRBY', META, 'version', int(#changes)) - #changes
  local entry, at = {}, int(now)
  for i, change in ipairs(changes) do
    entry[#entry + 1] = 's'
    entry[#entry + 1] = epoch .. ' ' .. int(version + i) .. change.text .. at
    if change.trace ~= '' then
      entry[#entry + 1] = 't'
      entry[#entry + 1] = change.trace
    end
    if i % CHANGES_PER_ENTRY == 0 or i == #changes then
      redis.call('XADD', OUTBOX, '*', unpack(entry))
      entry = {}
    end
  end
end

-- The last step of every script that has changed seats.
local function finish()
  for counted, entry in pairs(owned) do
    local parts = {}
    for number, ends in pairs(entry) do
      if ends > now then
        parts[#parts + 1] = number .. '=' .. int(ends)
      end
    end
    write_back(OWNED, counted, parts)
  end
  for order, entry in pairs(pinned) do
    local parts = {}
    for number in pairs(entry) do
      parts[#parts + 1] = number
    end
    write_back(ORDERS, order, parts)
  end
  if #changes > 0 then
    publish()
  end
end

local function unlink(seat)
  local record = seat.record
  if not record then
    return
  end
  local counted = record.owner and counted_by(record.owner)
  if counted then
    owned_by(counted)[seat.number] = nil
  end
  if record.state == 'P' then
    pinned_by(record.order)[seat.number] = nil
  end
end

-- Adds the seat to the indexes.
local function link(seat)
  local record = seat.record
  local counted = record and record.owner and counted_by(record.owner)
  if counted then
    owned_by(counted)[seat.number] = ends_at(record)
  end
  if record and record.state == 'P' then
    pinned_by(record.order)[seat.number] = true
  end
  local ends = record and ends_at(record)
  if ends then
    redis.call('ZADD', UNTILS, int(ends), seat.text)
  else
    redis.call('ZREM', UNTILS, seat.text)
  end
end

local function px(record)
  return int(math.max(0, math.ceil((ends_at(record) - now) / 1000)) + SAFETY_MS)
end

local function write(seat)
  local record = seat.record
  if not record then
    redis.call('DEL', seat.key)
  elseif ends_at(record) then
    redis.call('SET', seat.key, encode(record), 'PX', px(record))
  else
    redis.call('SET', seat.key, encode(record))
  end
end

-- A seat has left its hold. With the last one the receipt goes: no repetition of the request can be answered with the hold any more.
local function leave(hold)
  local left, digest = string.match(redis.call('HGET', RECEIPTS, 'h' .. hold) or '', '^(%d+) (.*)$')
  if not left then
    return
  elseif tonumber(left) > 1 then
    redis.call('HSET', RECEIPTS, 'h' .. hold, int(left - 1) .. ' ' .. digest)
    return
  end
  redis.call('HDEL', RECEIPTS, 'h' .. hold)
  digest = string.match(digest, '^%x+')
  if not digest then
    return
  end
  -- The key may have been used again since this hold has lapsed.
  local receipt = redis.call('HGET', RECEIPTS, 'k' .. digest)
  if receipt and string.sub(receipt, 1, #hold) == hold then
    redis.call('HDEL', RECEIPTS, 'k' .. digest)
  end
end

-- The seats that a hold was made of, as numbers separated by commas; nothing where it has ended, or was made by a version that did not note them.
local function made_of(hold)
  return string.match(redis.call('HGET', RECEIPTS, 'h' .. hold) or '', '^%d+ %S+ (%S+)$') or ''
end

-- Of the seats of a hold, whose keys are declared, those that have not lapsed.
local function live_seats(hold, numbers)
  local list = {}
  for number in string.gmatch(numbers, '%d+') do
    local seat = seats[tonumber(number)]
    local record = live(seat.record)
    if record and record.hold == hold then
      list[#list + 1] = seat
    end
  end
  return list
end

-- Replaces the record of a seat; nil for a free one.
local function put(seat, record)
  local before = seat.record
  if before and before.hold and not (record and record.hold == before.hold) then
    leave(before.hold)
  end
  unlink(seat)
  seat.record = record
  write(seat)
  link(seat)
  -- What is sold keeps the tier that it was held at.
  if not record then
    note_tier(seat, '')
  end
end

-- As `put`, for a seat that is free, with NX as a lock: this script has found it free, so the lock cannot fail.
local function take(seat, record)
  unlink(seat)
  if seat.record then
    leave(seat.record.hold)
    redis.call('DEL', seat.key)
  end
  seat.record = record
  local locked = redis.call('SET', seat.key, encode(record), 'NX', 'PX', px(record))
  assert(locked, 'a seat that was free is taken')
  link(seat)
  local _, tier = held_together(record)
  note_tier(seat, tier)
end

-- The end of a hold: that of its longest live seat among these (numbers, separated by commas), and the record of that one; nil when it is over.
local function live_until(hold, numbers)
  local longest, of
  for number in string.gmatch(numbers, '%d+') do
    local record = live(seats[tonumber(number)].record)
    if record and record.hold == hold and (not longest or record.ends > longest) then
      longest, of = record.ends, record
    end
  end
  return longest, of
end

-- primitives::Credentials::fit. `caller`: user (`=` and the name, or nothing; behind a blank the guest whom the user was), token (or nothing), open.
local function fits(caller, record)
  if not is_anonymous(record.owner) then
    return string.find(' ' .. caller.user .. ' ', ' ' .. name_of(record.owner) .. ' ', 1, true) ~= nil
  end
  if caller.token ~= '' then
    return caller.token == record.hold
  end
  return caller.open and caller.user == ''
end

local function caller_at(first)
  return { user = ARGV[first], token = ARGV[first + 1], open = ARGV[first + 2] == '1' }
end

-- Why this caller does not hold the seat; nil if it does.
local function not_held_by(caller, record)
  record = live(record)
  if not record then
    return 'EXPIRED'
  elseif record.state == 'S' then
    return 'SOLD'
  elseif record.state == 'P' then
    return 'TAKEN'
  elseif not fits(caller, record) then
    return 'NOT_YOURS'
  end
end

-- Pinned by or sold to this order, whether the pin has lapsed or not.
local function belongs_to(record, order)
  return record and record.order == order
end

-- Appends the conflicting seats, as numbers and H or S in turn.
local function conflicts(answer, blocked)
  for _, seat in ipairs(blocked) do
    answer[#answer + 1] = seat.number
    answer[#answer + 1] = seat.record.state == 'S' and 'S' or 'H'
  end
  return answer
end
