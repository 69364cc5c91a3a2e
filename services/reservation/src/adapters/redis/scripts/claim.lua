-- Pins all seats for an order, or none.
-- ARGV from `at` on: 1-3 the caller; 4 order; 5 how long the pins last
-- Returns CLAIMED until holds tiers (seat=tier, separated by commas) | UNKNOWN_SEAT seat | SOLD (seat S)... | TAKEN (seat H|S)... | NOT_YOURS | EXPIRED | HOLD_REQUIRED
local function claim(list, at)
  local caller, order = caller_at(at), ARGV[at + 3]
  local pin = now + tonumber(ARGV[at + 4])
  local beyond = unknown(list)
  if beyond then
    return { 'UNKNOWN_SEAT', beyond.number }
  end
  local refused, blocked, claimed = {}, {}, {}
  for _, seat in ipairs(list) do
    if not belongs_to(live(seat.record), order) then
      local refusal = not_held_by(caller, seat.record)
      -- Only a genuine token proves that there was a hold at all.
      if refusal == 'EXPIRED' and caller.token == '' then
        refusal = 'HOLD_REQUIRED'
      end
      if refusal then
        refused[refusal] = true
      else
        claimed[#claimed + 1] = seat
      end
      if refusal == 'SOLD' or refusal == 'TAKEN' then
        blocked[#blocked + 1] = seat
      end
    end
  end
  -- The first that applies is the answer.
  for _, refusal in ipairs({ 'SOLD', 'TAKEN', 'NOT_YOURS', 'EXPIRED', 'HOLD_REQUIRED' }) do
    if refused[refusal] then
      return conflicts({ refusal }, blocked)
    end
  end
  for _, seat in ipairs(claimed) do
    local held = seat.record
    put(seat, {
      state = 'P', hold = held.hold, since = held.since, ends = held.ends, extension = held.extension, siblings = held.siblings,
      owner = held.owner, order = order, pin = math.max(pin, held.ends),
    })
  end
  local first, holds, tiers = nil, {}, {}
  for _, seat in ipairs(list) do
    if seat.record.state == 'P' then
      local _, tier = held_together(seat.record)
      if tier ~= '' then
        tiers[#tiers + 1] = seat.text .. '=' .. tier
      end
      holds[#holds + 1] = seat.record.hold
      first = math.min(first or seat.record.pin, seat.record.pin)
    end
  end
  -- Without an end all of them are already sold to this order, and nothing is pinned any more.
  return { 'CLAIMED', int(first or now), table.concat(holds, ','), table.concat(tiers, ',') }
end
