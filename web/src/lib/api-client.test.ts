import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { request } from './api-client';

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
