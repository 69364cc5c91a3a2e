-- What stands under a hold.
-- KEYS: 1-10 as in rules.lua; from 11 on the seats that it was made of
-- ARGV: 1-2 as in rules.lua; 3 hold
-- Returns FOUND (seat record)... | MORE seats
if not is_ready() then
  return NOT_READY
end
local numbers = made_of(ARGV[3])
load(FIRST_KEY, #KEYS)
if not declared(numbers) then
  return { 'MORE', numbers }
end
local answer = { 'FOUND' }
for _, seat in ipairs(live_seats(ARGV[3], numbers)) do
  answer[#answer + 1] = seat.number
  answer[#answer + 1] = encode(seat.record)
end
return answer
