import { beforeEach, expect, test, vi } from 'vitest';
import { addSeats, chosenSeatIds, openBasket, toggleSeat } from './basket-store';

beforeEach(() => {
  openBasket(1, 1);
  openBasket(4, 100);
});

test('a toggle says what it did', () => {
  expect(toggleSeat(3)).toBe('added');
  expect(toggleSeat(3)).toBe('removed');
  addSeats([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(toggleSeat(50)).toBe('full');
});

test('a reload brings the basket back', async () => {
  addSeats([5, 6]);
  vi.resetModules();
  const again = await import('./basket-store');
  expect(again.chosenSeatIds()).toEqual([5, 6]);
  expect(chosenSeatIds()).toEqual([5, 6]);
});
