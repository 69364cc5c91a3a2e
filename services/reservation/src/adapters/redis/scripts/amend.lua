-- Corrects those of these seats that still have the owner they had when they were read: domain/restore.rs, amend.
-- KEYS: 1-10 as in rules.lua; from 11 on the seats
-- ARGV: 1-2 as in rules.lua; 3 the owners that were read, 4 the orders that they are sold to or `-`; one for each seat, separated by blanks
-- Returns AMENDED count
if not is_ready() then
  return NOT_READY
end
local function owner_of(record)
  if not record then
    return '-'
  end
  return record.state .. (record.order or record.hold)
end

local was, sold_to, amended = {}, {}, 0
for one in string.gmatch(ARGV[3], '%S+') do
  was[#was + 1] = one
end
for one in string.gmatch(ARGV[4], '%S+') do
  sold_to[#sold_to + 1] = one
end
for i, seat in ipairs(load(FIRST_KEY, #KEYS)) do
  local order = sold_to[i]
  if seat.number <= seat_count and owner_of(seat.record) == was[i] and was[i] ~= 'S' .. order and was[i] ~= order then
    local status = order == '-' and AVAILABLE or SOLD
    if mark(seat, status) ~= status then
      announce(seat, status)
    end
    put(seat, order ~= '-' and { state = 'S', order = order } or nil)
    amended = amended + 1
  end
end
if amended > 0 then
  finish()
end
return { 'AMENDED', amended }
