-- Turns every pin of an order back into the hold that it came from, or frees the seat where that hold has lapsed.
-- KEYS: 1-10 as in rules.lua; from 11 on the seats that the order has pinned, as far as the caller knows them
-- ARGV: 1-2 as in rules.lua; 3 order
-- Returns DONE | MORE seats
if not is_ready() then
  return NOT_READY
end
local order = ARGV[3]
load(FIRST_KEY, #KEYS)
local numbers = {}
for number in pairs(pinned_by(order)) do
  numbers[#numbers + 1] = number
end
table.sort(numbers)
local all = table.concat(numbers, ',')
if not declared(all) then
  return { 'MORE', all }
end
for _, number in ipairs(numbers) do
  local seat = seats[number]
  local record = seat.record
  if not (record and record.state == 'P' and record.order == order) then
    pinned_by(order)[number] = nil
  elseif record.ends > now then
    put(seat, {
      state = 'H', hold = record.hold, since = record.since, ends = record.ends, extension = record.extension,
      siblings = record.siblings, owner = record.owner,
    })
  else
    change_status(seat, AVAILABLE)
    put(seat, nil)
  end
end
if #numbers > 0 then
  finish()
end
return { 'DONE' }
