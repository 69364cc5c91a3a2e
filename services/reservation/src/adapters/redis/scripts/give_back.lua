-- Ends the lease of a relay that stops, unless another one has it by now.
-- KEYS: 1-10 as in rules.lua; 11 lease
-- ARGV: 1-2 as in rules.lua; 3 the name of the relay
-- Returns DONE
local LEASE = KEYS[FIRST_KEY]
if redis.call('GET', LEASE) == ARGV[3] then
  redis.call('DEL', LEASE)
end
return { 'DONE' }
