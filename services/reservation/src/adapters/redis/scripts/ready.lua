-- Fail closed: every command about an event reads its meta first. It is absent when the event was lost or never existed, and from another run
-- when this server has started with the data of an earlier one, from a file or as a replica.
do
  local meta = redis.call('HMGET', META, 'run', 'epoch', 'seats', 'sale')
  if meta[1] ~= RUN then
    return { 'NOT_READY' }
  end
  epoch, seat_count, on_sale_at = meta[2], tonumber(meta[3]), meta[4]
  now = clock()
end
