import { expect, test } from 'vitest';
import { saleState } from './sale-state';

const show = (available: number, capacity: number, onSaleAt = '2026-01-01T00:00:00.000Z') => ({
  available,
  capacity,
  onSaleAt,
});
const now = Date.parse('2026-01-02T00:00:00.000Z');

test('a sale that has not opened says so before anything else', () => {
  expect(saleState(show(0, 100, '2026-01-02T00:00:00.001Z'), now)).toBe('opens');
  expect(saleState(show(100, 100, '2026-01-02T00:00:00.000Z'), now)).toBe('onSale');
});

test('the last seats are announced, in a club and in an arena', () => {
  expect(saleState(show(10, 100), now)).toBe('fewLeft');
  expect(saleState(show(11, 100), now)).toBe('onSale');
  expect(saleState(show(400, 20_000), now)).toBe('fewLeft');
  expect(saleState(show(401, 20_000), now)).toBe('onSale');
});

test('nothing left is sold out', () => {
  expect(saleState(show(0, 100), now)).toBe('soldOut');
});
