-- Where a seat is sold to the loser, replaces it by the winner. Nothing is published but the reply.
-- KEYS: 1-10 as in rules.lua; from 11 on the seats
-- ARGV: 1-2 as in rules.lua; 3 loser; 4 the winners, one for each seat, separated by commas; 5-10 the reply
-- Returns DONE
if not is_ready() then
  return NOT_READY
end
local loser, winners = ARGV[3], {}
for winner in string.gmatch(ARGV[4], '[^,]+') do
  winners[#winners + 1] = winner
end
for i, seat in ipairs(load(FIRST_KEY, #KEYS)) do
  if seat.record and seat.record.state == 'S' and seat.record.order == loser then
    put(seat, { state = 'S', order = winners[i] })
  end
end
reply(5)
return { 'DONE' }
