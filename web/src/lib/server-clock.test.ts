import { beforeEach, expect, test } from 'vitest';
import { learnServerTime, monotonicNow, resetServerClock, serverNow } from './server-clock';

beforeEach(resetServerClock);

test('until the server has said its time the local clock is used', () => {
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(50);
});

test('the server is right when it is an hour ahead', () => {
  learnServerTime(new Date(Date.now() + 3_600_000).toISOString(), monotonicNow());
  expect(Math.abs(serverNow() - Date.now() - 3_600_000)).toBeLessThan(50);
});

test('a slow response does not replace a quick one', () => {
  learnServerTime(new Date(Date.now() + 60_000).toISOString(), monotonicNow());
  learnServerTime(new Date(Date.now() + 999_000).toISOString(), monotonicNow() - 5_000);
  expect(Math.abs(serverNow() - Date.now() - 60_000)).toBeLessThan(50);
});

test('nonsense is ignored', () => {
  learnServerTime('tomorrow', monotonicNow());
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(50);
});
