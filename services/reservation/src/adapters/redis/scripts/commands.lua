-- Executes commands of buyers and orders one after another, each as if it were alone: hold.lua, hold_some.lua, claim.lua, confirm.lua, release.lua.
-- KEYS: 1-10 as in rules.lua; from 11 on the seats that each command names, in turn; then the seats of older holds under the keys of these, and
--       those that guards are about
-- ARGV: 1-2 as in rules.lua, but each command has a trace of its own; 3 how many entries the outbox may have; 4 how many commands; then for each:
--       1 its name; 2 how many seats; 3 trace context; from 4 on its own arguments
-- Returns ANSWERS and the answer of each | NOT_READY
local EXECUTE = { HOLD = hold, HOLD_SOME = hold_some, CLAIM = claim, CONFIRM = confirm, RELEASE = release }
local ARGUMENTS = { HOLD = 9, HOLD_SOME = 14, CLAIM = 5, CONFIRM = 13, RELEASE = 7 }
local HEAD = 3

if not is_open() then
  return NOT_READY
end
local commands, seats_in_all, at = {}, 0, 5
for number = 1, tonumber(ARGV[4]) do
  local name, count, own = ARGV[at], tonumber(ARGV[at + 1]), at + HEAD
  commands[number] = { name = name, count = count, trace = ARGV[at + 2], at = own }
  seats_in_all = seats_in_all + count
  at = own + ARGUMENTS[name]
end
local all = load(FIRST_KEY, FIRST_KEY + seats_in_all - 1)
load(FIRST_KEY + seats_in_all, #KEYS)

local answers, seat = { 'ANSWERS' }, 0
for _, command in ipairs(commands) do
  local wanted = {}
  for i = 1, command.count do
    wanted[i] = all[seat + i]
  end
  seat = seat + command.count
  trace = command.trace
  -- A hold asks by itself, where it is not refused. Whichever asks first, nothing has been changed by then.
  local is_hold = command.name == 'HOLD' or command.name == 'HOLD_SOME'
  local may_execute = is_hold or has_own_data()
  local answer = may_execute and EXECUTE[command.name](wanted, command.at) or NOT_READY
  if answer == NOT_READY then
    return NOT_READY
  end
  answers[#answers + 1] = answer
end
finish()
return answers
