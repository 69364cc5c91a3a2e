import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { leftAt, noteFullTier, useFullTiers } from './full-tiers';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const left = (eventId: number, section: string, tier: string) =>
  leftAt(useFullTiers.getState().left, eventId, section, tier);

test('what is left of a price is known for its section for half a minute', () => {
  const places = [
    { section: 'FIELD', tier: 'adult', quantity: 2 },
    { section: 'FIELD', tier: 'youth', quantity: 3 },
  ];
  noteFullTier(7, { seatIds: [], places }, { tier: 'youth', free: 1 });
  expect(left(7, 'FIELD', 'youth')).toBe(1);
  expect(left(7, 'FIELD', 'adult')).toBeNull();
  expect(left(8, 'FIELD', 'youth')).toBeNull();
  vi.advanceTimersByTime(30_000);
  expect(left(7, 'FIELD', 'youth')).toBeNull();
});
