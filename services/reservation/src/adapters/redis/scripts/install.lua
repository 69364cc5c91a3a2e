-- Moves the time at which an event goes on sale.
-- KEYS: 1-10 as in rules.lua
-- ARGV: 1-2 as in rules.lua; 3 how many seats the event has; 4 when it goes on sale
-- Returns INSTALLED epoch | OTHER seats
if not is_ready() then
  return NOT_READY
end
if tonumber(ARGV[3]) ~= seat_count then
  return { 'OTHER', seat_count }
end
if ARGV[4] ~= on_sale_at then
  redis.call('HSET', META, 'sale', ARGV[4])
end
return { 'INSTALLED', epoch }
