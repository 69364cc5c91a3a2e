import { afterEach, expect, test } from 'vitest';
import { send } from './api-client';
import { earlyAskedAt, takeEarly } from './early';

const now = () => performance.timeOrigin + performance.now();
const put = (at: number, response = Promise.resolve(new Response('early'))) =>
  (window.holdfastEarly = new Map([['application/json /api/x', { at, response }]]));

afterEach(() => delete window.holdfastEarly);

test('an early answer is given once', async () => {
  put(now());
  expect(await (await send('/api/x')).text()).toBe('early');
  expect(takeEarly('/api/x', 'application/json')).toBeUndefined();
});

test('an old answer is not given, nor one to a question with another accept', () => {
  put(now() - 60_000);
  expect(takeEarly('/api/x', 'application/json')).toBeUndefined();
  put(now());
  expect(takeEarly('/api/x', 'application/octet-stream')).toBeUndefined();
  expect(earlyAskedAt('/api/x')).toBeDefined();
});
