-- Frees those of these seats that have lapsed, each by its own record: a buyer that has taken one of them meanwhile keeps it.
-- KEYS: 1-10 as in rules.lua; from 11 on the seats, the longest overdue first
-- ARGV: 1-2 as in rules.lua
-- Returns EXPIRED freed lag
if not is_ready() then
  return NOT_READY
end
local freed, lag = 0, 0
for _, seat in ipairs(load(FIRST_KEY, #KEYS)) do
  local due = tonumber(redis.call('ZSCORE', UNTILS, seat.number) or now)
  if live(seat.record) then
    link(seat)
  else
    -- A record that is gone was deleted by its expiry in Redis, and the change was not published.
    if mark(seat, AVAILABLE) ~= AVAILABLE then
      announce(seat, AVAILABLE)
      freed, lag = freed + 1, math.max(lag, now - due)
    end
    put(seat, nil)
  end
end
finish()
return { 'EXPIRED', freed, int(lag) }
