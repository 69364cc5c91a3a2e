import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onTick } from './ticker';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('all listeners share one timer, which stops with the last of them', () => {
  const [one, other] = [vi.fn(), vi.fn()];
  const stops = [onTick(one), onTick(other)];
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(one).toHaveBeenCalledTimes(4);
  expect(other).toHaveBeenCalledTimes(4);
  stops.forEach((stop) => stop());
  expect(vi.getTimerCount()).toBe(0);
});
