import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '@holdfast/client';
import { buyer, SHOW } from './server.ts';

const problemOf = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => assert.fail('it was not refused'),
    (cause: unknown) => (cause instanceof Problem ? cause : assert.fail(String(cause))),
  );

test('what is held can be read, extended and bought', async () => {
  const holdfast = buyer();
  const body = { eventId: SHOW, quantity: 1, holdSeconds: 30 };
  const hold = await holdfast.post('/api/reservations/best', { body });
  const { holdToken, reservationId, seatIds } = hold;
  const path = { reservationId };
  const held = await holdfast.get('/api/reservations/{reservationId}', { path, holdToken });
  assert.equal(held.state, 'HELD');
  const extended = await holdfast.post('/api/reservations/{reservationId}/extend', {
    ...{ path, holdToken },
    body: { seconds: 60 },
  });
  assert.ok(Date.parse(extended.expiresAt) > Date.parse(hold.expiresAt));
  const order = await holdfast.post('/api/orders', {
    body: { eventId: SHOW, seatIds, paymentMethod: 'tok_ok' },
    holdToken,
    waitSeconds: 10,
  });
  assert.equal(order.status, 'CONFIRMED');
  const { orderId } = order;
  const read = await holdfast.get('/api/orders/{orderId}', { path: { orderId }, holdToken });
  assert.deepEqual(read.seatIds, seatIds);
});

test('an answer that was lost is brought by the next attempt with the same key', async () => {
  let lost = 0;
  const losing: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    if (lost++ === 0) throw new TypeError('the connection broke after the request');
    return response;
  };
  const holdfast = buyer({ fetch: losing, sleep: () => Promise.resolve() });
  const body = { eventId: SHOW, quantity: 1 };
  const hold = await holdfast.post('/api/reservations/best', { body });
  assert.equal(lost, 2);
  const others = await problemOf(
    buyer().post('/api/reservations', { body: { eventId: SHOW, seatIds: hold.seatIds } }),
  );
  assert.equal(others.code, 'RESERVATION_CONFLICT');
  assert.deepEqual(others.conflicts, [{ seatId: hold.seatIds[0], status: 'HELD' }]);
  const { reservationId } = hold;
  await holdfast.delete('/api/reservations/{reservationId}', { path: { reservationId } });
});

test('what is wrong with a request is named field by field, with a trace', async () => {
  const problem = await problemOf(
    buyer().post('/api/reservations', { body: { eventId: SHOW, seatIds: [] } }),
  );
  assert.equal(problem.status, 422);
  assert.ok(problem.fields.some(({ field }) => field === 'seatIds'));
  assert.match(problem.traceId ?? '', /^[0-9a-f]{32}$/);
  assert.deepEqual([problem.retryable, problem.outcomeUnknown], [false, false]);
});
