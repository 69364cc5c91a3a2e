// Buys the two best seats of the first show of a demo season: HOLDFAST_URL=http://127.0.0.1:8080 node dist/examples/buy.js
import { Holdfast, Problem } from '@holdfast/client';

const holdfast = new Holdfast({ baseUrl: process.env.HOLDFAST_URL ?? 'http://127.0.0.1:8080' });

try {
  const event = await holdfast.get('/api/events/{eventId}', { path: { eventId: 1 } });
  console.log(`${event.titleEn}: ${event.available} of ${event.capacity} seats are free`);

  // Held for two minutes: no one else can take them meanwhile.
  const hold = await holdfast.post('/api/reservations/best', {
    body: { eventId: event.id, quantity: 2 },
  });
  console.log(`held ${hold.seatIds.join(', ')} until ${hold.expiresAt}`);

  // Waits for the outcome; however often it has to be sent, it is one order.
  const order = await holdfast.post('/api/orders', {
    body: { eventId: event.id, seatIds: hold.seatIds, paymentMethod: 'tok_ok' },
    holdToken: hold.holdToken,
    waitSeconds: 10,
  });
  console.log(`order ${order.orderId}: ${order.status}, ${order.amount} ${order.currency}`);
  process.exitCode = order.status === 'CONFIRMED' ? 0 : 1;
} catch (cause) {
  if (!(cause instanceof Problem)) throw cause;
  console.error(`${cause.code}: ${cause.message} (trace ${cause.traceId})`);
  process.exitCode = 1;
}
