import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Holdfast } from '../src/holdfast.ts';
import { Problem } from '../src/problem.ts';
import { pauseAfter, RETRY } from '../src/retry.ts';
import { fakeServer, json } from './fake-server.ts';

test('a call is a path with its parameters, a query, a body and the headers of its options', async () => {
  const { fetch, requests } = fakeServer(json({}));
  const holdfast = new Holdfast({ fetch, accessToken: () => 'token', callerId: () => 'ada' });
  await holdfast.get('/api/orders', { query: { eventId: 4, limit: 5 }, holdToken: 'proof' });
  await holdfast.delete('/api/reservations/{eventId}/{seatId}', {
    path: { eventId: 4, seatId: 7 },
  });
  await holdfast.post('/api/orders', {
    body: { eventId: 4, seatIds: [7] },
    waitSeconds: 5,
    salePass: 'pass',
  });
  const [list, release, order] = requests;
  assert.equal(list?.url, 'http://fake.test/api/orders?eventId=4&limit=5');
  assert.equal(list.headers.get('Hold-Token'), 'proof');
  assert.equal(list.headers.get('Authorization'), 'Bearer token');
  assert.equal(list.headers.get('X-Caller-Id'), 'ada');
  assert.deepEqual(
    [release?.method, release?.url],
    ['DELETE', 'http://fake.test/api/reservations/4/7'],
  );
  assert.deepEqual(await order?.json(), { eventId: 4, seatIds: [7] });
  assert.equal(order?.headers.get('Prefer'), 'wait=5');
  assert.equal(order.headers.get('X-Queue-Token'), 'pass');
  assert.equal(order.headers.get('Content-Type'), 'application/json');
});

test('a success without a body is nothing', async () => {
  const { fetch } = fakeServer(() => new Response(null, { status: 204 }));
  const path = { reservationId: 'r' };
  const released = new Holdfast({ fetch }).delete('/api/reservations/{reservationId}', { path });
  assert.equal(await released, undefined);
});

test('every operation that takes an idempotency key may be sent again with it', async () => {
  const description = JSON.parse(
    await readFile(new URL('../../../../contracts/openapi/holdfast.json', import.meta.url), 'utf8'),
  ) as { paths: Record<string, Record<string, { parameters?: { $ref?: string }[] }>> };
  const lost = new Problem('NETWORK', 0);
  const isRepeated = (path: string) =>
    pauseAfter(lost, 1, { method: 'POST', path }, RETRY, Math.random) !== null;
  const keyed = Object.entries(description.paths).filter(([, { post }]) =>
    post?.parameters?.some(({ $ref }) => $ref?.endsWith('IdempotencyKey')),
  );
  assert.ok(keyed.length > 3);
  for (const [path] of keyed) assert.ok(isRepeated(path), path);
  assert.ok(!isRepeated('/api/auth/login'));
});
