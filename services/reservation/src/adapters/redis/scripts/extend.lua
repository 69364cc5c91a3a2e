-- Extends the whole hold of a seat.
-- KEYS: 1-9 as in rules.lua; 10 the seat; from 11 on the seats that were held along with it
-- ARGV: 1-2 as in rules.lua; 3-5 the caller; 6 by how much; 7 how long a hold may live; 8 operation
-- Returns UNTIL end | MORE seats | UNKNOWN_SEAT seat | NOT_YOURS | TAKEN | SOLD | EXPIRED | TOO_LONG
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
if held.extension == ARGV[8] then
  return { 'UNTIL', int(held.ends) }
end
local ends = held.ends + tonumber(ARGV[6])
if ends > held.since + tonumber(ARGV[7]) then
  return { 'TOO_LONG' }
end
if not declared(held.siblings) then
  return { 'MORE', held.siblings }
end
for number in string.gmatch(held.siblings, '%d+') do
  local sibling = seats[tonumber(number)]
  local record = sibling.record
  if record and record.state == 'H' and record.hold == held.hold then
    put(sibling, {
      state = 'H', hold = held.hold, since = held.since, ends = ends, extension = ARGV[8], siblings = held.siblings,
      owner = held.owner,
    })
  end
end
finish()
return { 'UNTIL', int(ends) }
