import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { request } from './api-client';
import { Problem } from './problem';

const seat = v.object({ seatId: v.number() });

const respondWith = (response: Response) => vi.stubGlobal('fetch', () => Promise.resolve(response));
const problemOf = () => request('/api/x', seat).catch((cause: unknown) => cause);

const report = vi.spyOn(console, 'error');
beforeEach(() => void report.mockImplementation(() => undefined));
afterEach(() => {
  vi.unstubAllGlobals();
  report.mockReset();
});

test('a body that fits its schema is the result', async () => {
  respondWith(Response.json({ seatId: 7 }));
  expect(await request('/api/x', seat)).toEqual({ seatId: 7 });
});

test('a body that differs from its schema is a problem that a retry does not solve', async () => {
  respondWith(Response.json({ seatId: 'seven' }, { status: 201 }));
  expect(await problemOf()).toMatchObject({ code: 'UNREADABLE', status: 201, isMismatch: true });
  expect(report).toHaveBeenCalledTimes(1);
});

test('a body that breaks off is a network failure', async () => {
  respondWith(new Response('{"seatId":'));
  expect(await problemOf()).toMatchObject({ code: 'NETWORK', isMismatch: false });
});

test('a refusal keeps its code, even one that this page does not know, and its conflicts', async () => {
  const conflicts = [{ seatId: 7, status: 'HELD' }];
  const body = { code: 'SEAT_HAUNTED', message: 'no', traceId: 'f', details: { conflicts } };
  respondWith(Response.json(body, { status: 409, headers: { 'Retry-After': '3' } }));
  expect(await problemOf()).toMatchObject({
    code: 'SEAT_HAUNTED',
    traceId: 'f',
    conflicts,
    retryAfterSeconds: 3,
    outcomeUnknown: false,
  });
});

test('a refusal whose details cannot be read is still a refusal', async () => {
  const body = { code: 'HOLD_EXPIRED', message: 'no', traceId: 'f', details: { because: 'so' } };
  respondWith(Response.json(body, { status: 410 }));
  expect(await problemOf()).toMatchObject({ code: 'HOLD_EXPIRED', conflicts: [] });
});

test('what a proxy responds with is not taken for the words of the server', async () => {
  respondWith(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect(await problemOf()).toMatchObject({ code: 'UNAVAILABLE', outcomeUnknown: true });
  respondWith(Response.json({ error: 'no' }, { status: 403 }));
  expect(await problemOf()).toMatchObject({ code: 'UNREADABLE', status: 403, isMismatch: false });
  expect(await problemOf()).toBeInstanceOf(Problem);
});
