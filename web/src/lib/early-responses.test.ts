import { afterEach, expect, test } from 'vitest';
import { holdfast } from './api-client';
import { earlySentAt, takeEarlyResponse } from './early-responses';
import { monotonicNow } from './server-clock';

const put = (at: number, response = Promise.resolve(new Response('early'))) =>
  (window.holdfastEarly = new Map([['application/json /api/x', { at, response }]]));

afterEach(() => delete window.holdfastEarly);

test('an early response is handed out once', async () => {
  put(monotonicNow());
  expect(await (await holdfast.send('GET', '/api/x')).text()).toBe('early');
  expect(takeEarlyResponse('/api/x', 'application/json')).toBeUndefined();
});

test('a stale response is not handed out, nor one to a request with another Accept header', () => {
  put(monotonicNow() - 60_000);
  expect(takeEarlyResponse('/api/x', 'application/json')).toBeUndefined();
  put(monotonicNow());
  expect(takeEarlyResponse('/api/x', 'application/octet-stream')).toBeUndefined();
  expect(earlySentAt('/api/x')).toBeDefined();
});
