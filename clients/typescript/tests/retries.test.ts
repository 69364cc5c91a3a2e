import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HoldfastOptions } from '../src/calls.ts';
import { Holdfast } from '../src/holdfast.ts';
import { Problem } from '../src/problem.ts';
import { ONCE } from '../src/retry.ts';
import { fakeServer, json, refusal, silent, unreachable, type Script } from './fake-server.ts';

const BUSY = refusal('UNAVAILABLE', 503, { retryable: true }, { 'Retry-After': '2' });
const HOLD = { body: { eventId: 1, seatId: 42 } };

function client(scripts: Script[], options: HoldfastOptions = {}) {
  const server = fakeServer(...scripts);
  const pauses: number[] = [];
  const sleep = (milliseconds: number) => {
    pauses.push(milliseconds);
    return Promise.resolve();
  };
  const holdfast = new Holdfast({ fetch: server.fetch, sleep, random: () => 1, ...options });
  const sent = (name: string) => server.requests.map(({ headers }) => headers.get(name));
  return { holdfast, pauses, sent, requests: server.requests };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no problem',
    (cause: unknown) => (cause instanceof Problem ? cause.code : String(cause)),
  );

test('a refusal for now is tried again after what the server asks for and a pause of its own', async () => {
  const { holdfast, pauses } = client([BUSY, BUSY, json({ reservationId: 'r' })]);
  assert.equal((await holdfast.post('/api/reservations', HOLD)).reservationId, 'r');
  assert.deepEqual(pauses, [2_250, 2_500]);
});

test('each attempt of one call has the same key and secret, and another call another key', async () => {
  const { holdfast, sent } = client([BUSY, unreachable, json({})]);
  await holdfast.post('/api/reservations', HOLD);
  await holdfast.post('/api/reservations', HOLD);
  const keys = sent('Idempotency-Key');
  assert.equal(keys.length, 4);
  assert.equal(new Set(keys.slice(0, 3)).size, 1);
  assert.notEqual(keys[3], keys[0]);
  assert.equal(new Set(sent('Guest-Secret')).size, 1);
  assert.match(String(keys[0]), /^[0-9a-f]{32}$/);
});

test('a key that the caller chose is used as it is, and reading needs none', async () => {
  const { holdfast, sent } = client([json({})]);
  await holdfast.post('/api/reservations', { ...HOLD, idempotencyKey: 'mine' });
  await holdfast.get('/api/events');
  assert.deepEqual(sent('Idempotency-Key'), ['mine', null]);
});

test('what no later attempt can change is not tried again', async () => {
  const { holdfast, pauses } = client([refusal('SEAT_SOLD', 409)]);
  assert.equal(await codeOf(holdfast.post('/api/reservations', HOLD)), 'SEAT_SOLD');
  assert.deepEqual(pauses, []);
});

test('there is a last attempt', async () => {
  const { holdfast, requests } = client([BUSY]);
  assert.equal(await codeOf(holdfast.get('/api/events')), 'UNAVAILABLE');
  assert.equal(requests.length, 4);
});

test('a server that asks for minutes is not waited for', async () => {
  const later = refusal('RATE_LIMITED', 429, { retryable: true }, { 'Retry-After': '600' });
  const { holdfast, requests } = client([later]);
  assert.equal(await codeOf(holdfast.get('/api/events')), 'RATE_LIMITED');
  assert.equal(requests.length, 1);
});

test('where the outcome is unknown only what has one effect is sent again', async () => {
  const login = { body: { email: 'a@b.example', password: 'x' } };
  const lost = client([unreachable]);
  assert.equal(await codeOf(lost.holdfast.post('/api/auth/login', login)), 'NETWORK');
  assert.equal(lost.requests.length, 1);
  const limited = client([refusal('RATE_LIMITED', 429, { retryable: true })]);
  assert.equal(await codeOf(limited.holdfast.post('/api/auth/login', login)), 'RATE_LIMITED');
  assert.equal(limited.requests.length, 4);
});

test('an attempt without an answer in time is given up, and tried again', async () => {
  const { holdfast, requests } = client([silent, json({ items: [] })], { timeoutMs: 20 });
  assert.deepEqual(await holdfast.get('/api/events'), { items: [] });
  assert.equal(requests.length, 2);
});

test('a body that breaks off is tried again', async () => {
  const { holdfast } = client([() => new Response('{"items":'), json({ items: [] })]);
  assert.deepEqual(await holdfast.get('/api/events'), { items: [] });
});

test('a call that is cancelled ends with the reason of its caller', async () => {
  const abort = new AbortController();
  const { holdfast, requests } = client([silent]);
  const call = codeOf(holdfast.get('/api/events', { signal: abort.signal }));
  abort.abort(new Error('the buyer has left'));
  assert.equal(await call, 'Error: the buyer has left');
  assert.equal(requests.length, 1);
});

test('a call that is cancelled while it waits is not sent again', async () => {
  const abort = new AbortController();
  const leave = () => Promise.resolve(abort.abort(new Error('left')));
  const { holdfast, requests } = client([BUSY], { sleep: leave });
  assert.equal(await codeOf(holdfast.get('/api/events', { signal: abort.signal })), 'Error: left');
  assert.equal(requests.length, 1);
});

test('a client or a call with a retry policy of its own has one attempt', async () => {
  const { holdfast, requests } = client([BUSY]);
  assert.equal(await codeOf(holdfast.get('/api/events', { retry: ONCE })), 'UNAVAILABLE');
  assert.equal(requests.length, 1);
});
