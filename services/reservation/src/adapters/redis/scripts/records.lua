-- The present records of these seats; nothing for a seat that has none.
-- KEYS: 1-10 as in rules.lua; from 11 on the seats
-- ARGV: 1-2 as in rules.lua
-- Returns RECORDS (seat record)...
if not is_ready() then
  return NOT_READY
end
local answer = { 'RECORDS' }
for _, seat in ipairs(load(FIRST_KEY, #KEYS)) do
  if seat.record then
    answer[#answer + 1] = seat.number
    answer[#answer + 1] = encode(seat.record)
  end
end
return answer
