import * as v from 'valibot';
import { expect, test } from 'vitest';
import { newerOf, orderBody, type OrderBody } from './order-body';

const at = '2026-01-01T00:00:00.000Z';
const order: OrderBody = {
  orderId: 'o-1',
  version: 3,
  status: 'CREATED',
  stuck: false,
  eventId: 4,
  seatIds: [7],
  amount: 44_000,
  currency: 'KRW',
  createdAt: at,
  updatedAt: at,
  timeline: [{ step: 'CLAIM', outcome: 'DONE', at, attempt: 1 }],
};

test('steps, outcomes and reasons that a newer server may send are let through', () => {
  const timeline = [{ step: 'GIFT_WRAP', outcome: 'POSTPONED', at, attempt: 1 }];
  expect(v.is(orderBody, { ...order, timeline, reason: 'RAIN' })).toBe(true);
});

test('a status that the page has no rules for is refused', () => {
  expect(v.is(orderBody, { ...order, status: 'DREAMT' })).toBe(false);
});

test('of two responses the one with the higher version is kept', () => {
  const later = { ...order, version: 4 };
  expect(newerOf(undefined, order)).toBe(order);
  expect(newerOf(order, later)).toBe(later);
  expect(newerOf(later, order)).toBe(later);
  const another = { ...order, orderId: 'o-2', version: 1 };
  expect(newerOf(later, another)).toBe(another);
});
