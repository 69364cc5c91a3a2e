import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs, withJitter } from '../src/backoff.ts';

test('the wait doubles with each failure, up to a limit', () => {
  const waits = [1, 2, 3, 4, 5_000].map((failures) => backoffMs(failures, 250, 1_500));
  assert.deepEqual(waits, [250, 500, 1_000, 1_500, 1_500]);
});

test('jitter takes away half of the wait at most', () => {
  assert.equal(
    withJitter(1_000, () => 0),
    500,
  );
  assert.equal(
    withJitter(1_000, () => 0.5),
    750,
  );
});
