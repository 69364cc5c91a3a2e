-- Fail closed: every command about an event reads its meta first. It is absent when the event was lost or never existed; from another run
-- when this server has started with the data of an earlier one, from a file or as a replica; and from other data when it was a replica since.
do
  local meta = redis.call('HMGET', META, 'run', 'epoch', 'seats', 'sale', 'data')
  if meta[1] ~= RUN or meta[5] ~= data_id() then
    return { 'NOT_READY' }
  end
  epoch, seat_count, on_sale_at = meta[2], tonumber(meta[3]), meta[4]
  now = clock()
end
