import { expect, test } from 'vitest';
import { backoffMs, withJitter } from './backoff';

test('the wait doubles with each failure, up to a limit', () => {
  expect([1, 2, 3, 4, 5_000].map((failures) => backoffMs(failures, 250, 1_500))).toEqual([
    250, 500, 1_000, 1_500, 1_500,
  ]);
});

test('jitter takes away half of the wait at most', () => {
  for (let draw = 0; draw < 100; draw += 1) {
    expect(withJitter(1_000)).toBeGreaterThanOrEqual(500);
    expect(withJitter(1_000)).toBeLessThanOrEqual(1_000);
  }
});
