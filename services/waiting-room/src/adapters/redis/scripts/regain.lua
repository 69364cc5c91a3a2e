-- Adds numbers that a store has lost, of a line as an instance knew it: domain/known_line.rs.
-- ARGV: 1 epoch; 2 `gone` or `returned`; 3 how many; then the numbers
-- Returns DONE
if not make_way(ARGV[1]) then
  return { 'DONE' }
end
for i = 4, 3 + tonumber(ARGV[3]) do
  local number = tonumber(ARGV[i])
  if not is_gone(number) then
    if ARGV[2] == 'gone' then
      redis.call('HDEL', SLOTS, ARGV[i])
      redis.call('ZREM', RETURNED, ARGV[i])
      set_gone(number)
    elseif redis.call('HEXISTS', SLOTS, ARGV[i]) == 0 then
      redis.call('ZADD', RETURNED, ARGV[i], ARGV[i])
    end
  end
end
if redis.call('EXISTS', LINE) == 1 then
  has_changed()
end
return { 'DONE' }
