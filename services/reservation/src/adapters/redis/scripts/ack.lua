-- Deletes messages that were published. The instance that published them may do so even if its lease has ended.
-- KEYS: 1-10 as in rules.lua
-- ARGV: 1-2 as in rules.lua; 3 the entries, 4 the replies among them, separated by commas
-- Returns DONE
local function each(text)
  local parts = {}
  for part in string.gmatch(text, '[^,]+') do
    parts[#parts + 1] = part
  end
  return parts
end

local entries, replies = each(ARGV[3]), each(ARGV[4])
if #entries > 0 then
  if redis.call('EXISTS', OUTBOX) == 1 then
    redis.call('XACK', OUTBOX, 'relay', unpack(entries))
    redis.call('XDEL', OUTBOX, unpack(entries))
  end
end
if #replies > 0 then
  redis.call('SREM', REPLYING, unpack(replies))
end
return { 'DONE' }
