-- Frees what a hold still has, or one seat of it, by its holder: domain::whole_hold.
-- KEYS: 1-10 as in rules.lua; 11 who has released which seats of it; from 12 on the seats that it was made of
-- ARGV: 1-2 as in rules.lua; 3-5 the caller; 6 hold; 7 seat, or nothing for all; 8 how long a release is known, in ms
-- Returns DONE | DONE_BEFORE | MORE seats | NOT_YOURS | TAKEN | UNKNOWN_SEAT seat | EXPIRED
if not is_ready() then
  return NOT_READY
end
local NOTE, caller, hold, only = KEYS[FIRST_KEY], caller_at(3), ARGV[6], ARGV[7]
local numbers = made_of(hold)
load(FIRST_KEY + 1, #KEYS)
if not declared(numbers) then
  return { 'MORE', numbers }
end
local has = live_seats(hold, numbers)
if has[1] and not fits(caller, has[1].record) then
  return { 'NOT_YOURS' }
end
local held, note, taken = {}, {}, false
for _, seat in ipairs(has) do
  if only == '' or only == seat.text then
    if seat.record.state == 'H' then
      held[#held + 1] = seat
      note[#note + 1] = seat.text
      note[#note + 1] = seat.record.owner
    else
      taken = true
    end
  end
end
if #held > 0 then
  note[#note + 1] = 'owner'
  note[#note + 1] = held[1].record.owner
  for _, seat in ipairs(held) do
    change_status(seat, AVAILABLE)
    put(seat, nil)
  end
  finish()
  redis.call('HSET', NOTE, unpack(note))
  redis.call('PEXPIRE', NOTE, ARGV[8])
  return { 'DONE' }
end
local owner = redis.call('HGET', NOTE, only == '' and 'owner' or only)
if owner and fits(caller, { hold = hold, owner = owner }) then
  return { 'DONE_BEFORE' }
elseif taken then
  return { 'TAKEN' }
end
return has[1] and { 'UNKNOWN_SEAT', only } or { 'EXPIRED' }
