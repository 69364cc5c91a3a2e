-- Extends the whole hold of a seat.
-- KEYS: 1-10 as in rules.lua; 11 the seat; from 12 on the seats that were held along with it
-- ARGV: 1-2 as in rules.lua; 3-5 the caller; 6 operation; 7 by how much; how long a hold may live: 8 a user's, 9 a guest's; 10 how often it
--       may be extended; 11 only if this hold has the seat, or nothing
-- Returns UNTIL end | MORE seats | UNKNOWN_SEAT seat | NOT_YOURS | TAKEN | SOLD | EXPIRED | KEY_REUSED | TOO_OFTEN | TOO_LONG max
if not is_ready() then
  return NOT_READY
end
local list = load(FIRST_KEY, #KEYS)
local seat = list[1]
if seat.number > seat_count then
  return { 'UNKNOWN_SEAT', seat.number }
end
local refusal = not_held_by(caller_at(3), seat.record)
if refusal then
  return { refusal }
end
local held = seat.record
if ARGV[11] ~= '' and ARGV[11] ~= held.hold then
  return { 'EXPIRED' }
end
local operation, by = ARGV[6], ARGV[7]
local known, count = nil, 0
for other, of in string.gmatch(held.extension, '(%x+)@(%d+)') do
  count = count + 1
  if other == operation then
    known = of
  end
end
if known then
  return known == by and { 'UNTIL', int(held.ends) } or { 'KEY_REUSED' }
end
if count >= tonumber(ARGV[10]) then
  return { 'TOO_OFTEN' }
end
local ends, life = held.ends + tonumber(by), is_guest(held.owner) and ARGV[9] or ARGV[8]
if ends > held.since + tonumber(life) then
  return { 'TOO_LONG', life }
end
local extensions = (count > 0 and held.extension .. ',' or '') .. operation .. '@' .. by
local together = held_together(held)
if not declared(together) then
  return { 'MORE', together }
end
for number in string.gmatch(together, '%d+') do
  local sibling = seats[tonumber(number)]
  local record = sibling.record
  if record and record.state == 'H' and record.hold == held.hold then
    put(sibling, {
      state = 'H', hold = held.hold, since = held.since, ends = ends, extension = extensions, siblings = record.siblings,
      owner = held.owner,
    })
  end
end
finish()
return { 'UNTIL', int(ends) }
