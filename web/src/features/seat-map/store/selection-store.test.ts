import { beforeEach, expect, test, vi } from 'vitest';
import {
  addSeats,
  loseSeats,
  SEATS_MAX,
  selectFor,
  toggleSeat,
  useSelection,
} from './selection-store';

beforeEach(() => {
  selectFor(0, 0);
  selectFor(4, 100);
});
const seats = () => useSelection.getState().seats;

test('a seat that is tapped twice is as it was', () => {
  expect(toggleSeat(3)).toBe('added');
  expect(toggleSeat(3)).toBe('removed');
  expect(seats()).toEqual([]);
});

test('the limit is never exceeded, and removing a seat makes room', () => {
  for (let seat = 0; seat < SEATS_MAX; seat += 1) toggleSeat(seat);
  expect(toggleSeat(50)).toBe('full');
  toggleSeat(0);
  expect(toggleSeat(50)).toBe('added');
});

test('a seat that another buyer takes leaves the selection, the rest stays', () => {
  addSeats([1, 2, 3]);
  loseSeats([2, 77]);
  expect(seats()).toEqual([1, 3]);
  expect(useSelection.getState().lost).toEqual([2]);
});

test('another event starts with nothing selected', () => {
  addSeats([1, 2]);
  selectFor(5, 100);
  expect(seats()).toEqual([]);
});

test('a reload brings the selection back', async () => {
  addSeats([5, 6]);
  vi.resetModules();
  const again = await import('./selection-store');
  expect(again.useSelection.getState().seats).toEqual([5, 6]);
});
