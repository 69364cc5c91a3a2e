import { expect, test } from 'vitest';
import { arenaLayout } from '@/testing/mocks/layouts';
import { bestTogether, leavesOneAlone } from './best-seats';
import { NO_FILTER } from './filter';
import { readLayout } from './layout';
import { HELD } from '@holdfast/client/seat-map/status';
import { viewOf } from './view';

/** Two blocks of 3 rows with 5 seats, side by side, the first more expensive. */
const venue = arenaLayout({ across: 2, down: 1, rows: 3, cols: 5, aisle: 2 });
const stage = { top: -1, left: 1, rows: 1, cols: 5 };
const layout = readLayout({ ...venue, stage });
const statuses = (...taken: number[]) => {
  const all = new Uint8Array(layout.count);
  for (const seat of taken) all[seat] = HELD;
  return all;
};

const cheaper = { ...NO_FILTER, tiers: new Set([1]) };

test('the best seats are side by side and nearest to the middle of the stage', () => {
  expect(bestTogether(layout, statuses(), { count: 3, filter: NO_FILTER })).toEqual([1, 2, 3]);
  expect(bestTogether(layout, statuses(2), { count: 3, filter: NO_FILTER })).toEqual([6, 7, 8]);
  expect(bestTogether(layout, statuses(), { count: 2, filter: cheaper })[0]).toBe(15);
});

test('where no row has as many, nothing is recommended', () => {
  expect(bestTogether(layout, statuses(), { count: 6, filter: NO_FILTER })).toEqual([]);
});

test('a choice that leaves one seat alone is noticed', () => {
  expect(leavesOneAlone(layout, statuses(), new Set([1]))).toBe(true);
  expect(leavesOneAlone(layout, statuses(), new Set([0, 1]))).toBe(false);
  expect(leavesOneAlone(layout, statuses(3), new Set([0, 1]))).toBe(true);
  expect(leavesOneAlone(layout, statuses(), new Set([2]))).toBe(false);
  // The next seat is in another block, behind an aisle.
  expect(leavesOneAlone(layout, statuses(), new Set([3]))).toBe(true);
});

test('a seat knows how it lies to the stage', () => {
  expect(viewOf(layout, 0)).toEqual({ away: 2, centred: true });
  expect(viewOf(layout, 12)).toEqual({ away: 4, centred: true });
  expect(viewOf(layout, 19)).toEqual({ away: 7, centred: false });
  expect(viewOf(readLayout(venue), 0)).toBeNull();
});
