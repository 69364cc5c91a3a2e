import { expect, test } from 'vitest';
import type { Admission } from '@/features/seat-map/model/layout';
import { linesOf, wishOf } from './purchase-lines';

const seat = (id: number): Admission => ({
  id,
  section: 'BALCONY',
  row: 1,
  number: id,
  tier: null,
  price: 99_000,
});
const place = (id: number, tier: string, price: number): Admission => ({
  id,
  section: 'FLOOR',
  row: null,
  number: null,
  tier,
  price,
});
const bought = [
  seat(1),
  place(241, 'adult', 77_000),
  place(243, 'youth', 55_000),
  place(242, 'adult', 77_000),
  seat(2),
];

test('seats are lines of their own, and places are counted by section and price', () => {
  expect(linesOf(bought).map(({ one, quantity, price }) => [one.id, quantity, price])).toEqual([
    [1, 1, 99_000],
    [241, 2, 154_000],
    [243, 1, 55_000],
    [2, 1, 99_000],
  ]);
});

test('the same again is the same seats, and as many places, whichever those are', () => {
  expect(wishOf(bought)).toEqual({
    seatIds: [1, 2],
    places: [
      { section: 'FLOOR', tier: 'adult', quantity: 2 },
      { section: 'FLOOR', tier: 'youth', quantity: 1 },
    ],
  });
});
