-- Fail closed: whatever is asked of an event, its meta is read first. It is absent when the event was lost or never was, and of another run
-- when this server has come up with what an earlier one left, be it a file or a replica's copy.
do
  local meta = redis.call('HMGET', META, 'run', 'epoch', 'seats', 'sale')
  if meta[1] ~= RUN then
    return { 'NOT_READY' }
  end
  epoch, seat_count, on_sale_at = meta[2], tonumber(meta[3]), meta[4]
  now = clock()
end
