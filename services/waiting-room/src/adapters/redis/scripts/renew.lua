-- Renews the lease of a session.
-- ARGV: 1 number
-- Returns DONE
local found, now = redis.call('HGET', SLOTS, ARGV[1]), clock()
local slot = found and parse(found)
if slot and slot.session and slot.till > now then
  set_active(tonumber(ARGV[1]), slot.session, slot.ends, now)
end
return { 'DONE' }
