-- Puts a reply into the outbox that concerns no seat. Its keys belong to no event, so there is no meta to read.
-- KEYS: 1-10 as in rules.lua
-- ARGV: 1-2 as in rules.lua; 3-8 the reply
-- Returns DONE
reply(3)
return { 'DONE' }
