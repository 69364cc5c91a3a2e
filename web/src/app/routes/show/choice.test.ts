import { expect, test } from 'vitest';
import type { Line } from '@/features/basket/model/basket';
import { NO_FILTER } from '@/features/seat-map/model/filter';
import { readLayout } from '@/features/seat-map/model/layout';
import { warehouseLayout } from '@/testing/mocks/warehouse';
import { bestWish, shortSections, unitPriceOf, wishFor } from './choice';

const layout = readLayout(warehouseLayout);
const lines: Line[] = [
  { kind: 'seat', seatId: 4 },
  { kind: 'area', section: 'FLOOR', tier: 'adult', quantity: 2 },
  { kind: 'area', section: 'FLOOR', tier: 'youth', quantity: 1 },
];

test('a basket is a wish for its seats and for so many places at each price', () => {
  expect(wishFor(lines)).toEqual({
    seatIds: [4],
    places: [
      { section: 'FLOOR', tier: 'adult', quantity: 2 },
      { section: 'FLOOR', tier: 'youth', quantity: 1 },
    ],
  });
});

test('the best seats are wished for within the prices that are in the foreground', () => {
  const wish = (tiers: Set<number> | null) => bestWish(layout, { ...NO_FILTER, tiers }, 3).best;
  expect(wish(null)).toEqual({ quantity: 3, maxPrice: null });
  expect(wish(new Set([1, 2]))).toEqual({ quantity: 3, maxPrice: layout.tiers[1]?.to });
});

test('a place costs what its price says, and nothing where there is no such price', () => {
  expect(unitPriceOf(layout, { section: 'FLOOR', tier: 'youth' })).toBe(55_000);
  expect(unitPriceOf(layout, { section: 'BAR', tier: null })).toBe(30_000);
  expect(unitPriceOf(layout, { section: 'BALCONY', tier: null })).toBe(0);
});

test('a section is short when all of its prices together are more than is left', () => {
  const short = (left: number) =>
    shortSections(layout, [6, left, 0], lines).map(({ name }) => name);
  expect(short(3)).toEqual([]);
  expect(short(2)).toEqual(['FLOOR']);
});
