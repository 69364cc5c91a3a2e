-- Puts a reply into the outbox that no seat had a part in. Its keys are no event's, so there is no meta to be read.
-- KEYS: 1-8 as in rules.lua
-- ARGV: 1-2 as in rules.lua; 3-8 the reply
-- Returns DONE
reply(3)
return { 'DONE' }
