-- Executes commands of buyers and orders one after another, each as if it were alone: hold.lua, claim.lua, confirm.lua, release.lua.
-- KEYS: 1-8 as in rules.lua; from 9 on the seats that each command names, in turn; then the receipts of the holds that have a key; then the
--       seats of older holds under these keys
-- ARGV: 1-2 as in rules.lua, but each command has a trace of its own; 3 how many entries the outbox may have; 4 how many commands; then for each:
--       1 its name; 2 how many seats; 3 trace context; from 4 on its own arguments
-- Returns ANSWERS and the answer of each
local EXECUTE = { HOLD = hold, CLAIM = claim, CONFIRM = confirm, RELEASE = release }
local ARGUMENTS = { HOLD = 7, CLAIM = 5, CONFIRM = 13, RELEASE = 7 }
local HEAD, FIRST_SEAT = 3, 9

local commands, seats_in_all, receipts, at = {}, 0, 0, 5
for number = 1, tonumber(ARGV[4]) do
  local name, count, own = ARGV[at], tonumber(ARGV[at + 1]), at + HEAD
  local has_receipt = name == 'HOLD' and ARGV[own + 4] ~= ''
  commands[number] = { execute = EXECUTE[name], count = count, trace = ARGV[at + 2], at = own, has_receipt = has_receipt }
  seats_in_all = seats_in_all + count
  receipts = receipts + (has_receipt and 1 or 0)
  at = own + ARGUMENTS[name]
end
local all = load(FIRST_SEAT, FIRST_SEAT + seats_in_all - 1)
load(FIRST_SEAT + seats_in_all + receipts, #KEYS)

local answers, seat, key = { 'ANSWERS' }, 0, FIRST_SEAT + seats_in_all
for _, command in ipairs(commands) do
  local wanted, receipt = {}, nil
  for i = 1, command.count do
    wanted[i] = all[seat + i]
  end
  seat = seat + command.count
  if command.has_receipt then
    receipt, key = KEYS[key], key + 1
  end
  trace = command.trace
  answers[#answers + 1] = command.execute(wanted, command.at, receipt)
end
finish()
return answers
