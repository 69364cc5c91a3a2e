import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem, problemFrom } from '../src/problem.ts';

const of = (body: unknown, init: ResponseInit) => problemFrom(Response.json(body, init));

test('a refusal keeps its code, even one that this client does not know, and all that explains it', async () => {
  const conflicts = [{ seatId: 7, status: 'HELD' }];
  const fields = [{ field: 'seatIds', code: 'INVALID', message: 'must name 1 to 8 seats' }];
  const problem = await of(
    { code: 'SEAT_HAUNTED', message: 'no', traceId: 'f', fields, details: { conflicts } },
    { status: 409, headers: { 'Retry-After': '3' } },
  );
  assert.ok(problem instanceof Problem && problem instanceof Error);
  assert.deepEqual(
    [problem.code, problem.status, problem.message, problem.traceId],
    ['SEAT_HAUNTED', 409, 'no', 'f'],
  );
  assert.deepEqual(problem.conflicts, conflicts);
  assert.deepEqual(problem.fields, fields);
  assert.equal(problem.retryAfterSeconds, 3);
  assert.deepEqual([problem.retryable, problem.outcomeUnknown], [false, false]);
});

test('a refusal whose details cannot be read is still a refusal', async () => {
  const body = { code: 'HOLD_EXPIRED', message: 'no', traceId: 'f', details: ['so'], fields: 'x' };
  const problem = await of(body, { status: 410 });
  assert.equal(problem.code, 'HOLD_EXPIRED');
  assert.deepEqual([problem.conflicts, problem.singleSeats, problem.fields], [[], [], []]);
  assert.equal(problem.fullTier, null);
});

test('single seats and a full tier are read from the details', async () => {
  const refusal = (details: object) =>
    of({ code: 'X', message: 'x', traceId: 'f', details }, { status: 409 });
  assert.deepEqual((await refusal({ singleSeats: [4, 5] })).singleSeats, [4, 5]);
  assert.deepEqual((await refusal({ singleSeats: ['4'] })).singleSeats, []);
  const fullTier = { tier: 'youth', free: 2 };
  assert.deepEqual((await refusal({ fullTier })).fullTier, fullTier);
});

test('what a proxy responds with is not taken for the words of the server', async () => {
  const gateway = await problemFrom(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  assert.deepEqual(
    [gateway.code, gateway.retryable, gateway.outcomeUnknown],
    ['UNAVAILABLE', true, true],
  );
  const forbidden = await of({ error: 'no' }, { status: 403 });
  assert.deepEqual([forbidden.code, forbidden.status], ['UNREADABLE', 403]);
  assert.deepEqual([forbidden.isMismatch, forbidden.retryable], [false, false]);
});
