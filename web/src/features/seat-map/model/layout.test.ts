import { expect, test } from 'vitest';
import { arenaLayout } from '@/testing/mocks/layouts';
import { idOfSeat, placeOf, readLayout, seatAt } from './layout';
import { nearestInDirection, similarSeats } from './neighbours';
import { HELD } from '@holdfast/client/seat-map/status';

/** Two sections of 2 x 3 with an aisle of one column between them. */
const layout = readLayout(arenaLayout({ across: 2, down: 1, rows: 2, cols: 3, aisle: 1 }));
const at = (row: number, col: number) => seatAt(layout, row, col);

test('the grid finds every seat where the layout put it, and nothing in the aisle', () => {
  expect(layout.count).toBe(12);
  expect(idOfSeat(at(1, 1))).toBe(1);
  expect(at(1, 4)).toBe(-1);
  expect(at(0, 1)).toBe(-1);
  expect(at(3, 1)).toBe(-1);
});

test('row and number count inside the section', () => {
  expect(placeOf(layout, at(2, 5))).toMatchObject({ row: 2, number: 1 });
});

test('tiers are ordered by price, highest first', () => {
  expect(layout.tiers.map((tier) => tier.to)).toEqual(
    [...layout.tiers.map((tier) => tier.to)].sort((a, b) => b - a),
  );
});

test('prices beyond the number of tiers share the last tier as a range', () => {
  const many = readLayout(arenaLayout({ across: 8, down: 1, rows: 1, cols: 1, aisle: 1 }));
  expect(many.tiers).toHaveLength(6);
  expect(many.tiers[5]!.from).toBeLessThan(many.tiers[5]!.to);
});

test('arrows move to the next seat, across the aisle, and stop at the edge', () => {
  expect(nearestInDirection(layout, at(1, 1), 'right')).toBe(at(1, 2));
  expect(nearestInDirection(layout, at(1, 3), 'right')).toBe(at(1, 5));
  expect(nearestInDirection(layout, at(1, 2), 'down')).toBe(at(2, 2));
  expect(nearestInDirection(layout, at(1, 1), 'left')).toBe(at(1, 1));
});

test('similar seats are free, side by side and near', () => {
  const statuses = new Uint8Array(layout.count);
  statuses[at(1, 1)] = HELD;
  expect(similarSeats(layout, statuses, [at(1, 1)], new Set(), 2)).toEqual([at(1, 2), at(1, 3)]);
  expect(similarSeats(layout, statuses, [at(1, 1)], new Set([at(1, 2)]), 2)).toEqual([
    at(2, 1),
    at(2, 2),
  ]);
});

test('when nothing is free nothing is suggested', () => {
  const statuses = new Uint8Array(layout.count).fill(HELD);
  expect(similarSeats(layout, statuses, [0], new Set(), 2)).toEqual([]);
});
