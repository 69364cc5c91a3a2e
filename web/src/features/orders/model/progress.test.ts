import { expect, test } from 'vitest';
import type { components } from '@holdfast/client/schema';
import { isSettled, progressOf } from './progress';

type Entry = components['schemas']['TimelineEntry'];
type Status = components['schemas']['OrderStatus'];

const at = '2026-01-01T00:00:00.000Z';
const entry = (step: Entry['step'], outcome: Entry['outcome']): Entry => ({
  step,
  outcome,
  at,
  attempt: 1,
});
const order = (status: Status, timeline: Entry[], stuck = false) => ({
  status,
  stuck,
  timeline,
  createdAt: at,
  updatedAt: at,
});
const states = (...facts: Parameters<typeof order>) =>
  progressOf(order(...facts)).map((step) => step.state);
const claimed = entry('CLAIM', 'DONE');
const paid = entry('AUTHORIZE', 'DONE');
const secured = entry('CONFIRM', 'DONE');
const captured = entry('CAPTURE', 'DONE');

test('a new order waits for its payment', () => {
  expect(states('CREATED', [claimed, entry('AUTHORIZE', 'SENT')])).toEqual([
    'done',
    'working',
    'waiting',
    'waiting',
  ]);
});

test('each step is done when it has happened and not before', () => {
  expect(states('CREATED', [claimed, paid])).toEqual(['done', 'done', 'working', 'waiting']);
  expect(states('CONFIRMED', [claimed, paid, secured])).toEqual([
    'done',
    'done',
    'done',
    'working',
  ]);
  expect(states('CONFIRMED', [claimed, paid, secured, captured])).toEqual([
    'done',
    'done',
    'done',
    'done',
  ]);
});

test('a declined payment fails at the payment, and the steps after it are skipped', () => {
  expect(
    states('CANCELLED', [claimed, entry('AUTHORIZE', 'REFUSED'), entry('RELEASE', 'DONE')]),
  ).toEqual(['done', 'failed', 'skipped', 'skipped']);
});

test('an order that loses its seats after the payment fails at the seats', () => {
  expect(states('CANCELLED', [claimed, paid, entry('CONFIRM', 'REFUSED')])[2]).toBe('failed');
});

test('a stuck order never looks finished', () => {
  expect(states('CONFIRMED', [claimed, paid, secured, entry('CAPTURE', 'REFUSED')], true)[3]).toBe(
    'failed',
  );
});

test('an order is settled once it is cancelled or captured', () => {
  expect(isSettled(order('CREATED', [paid]))).toBe(false);
  expect(isSettled(order('CONFIRMED', [paid, secured]))).toBe(false);
  expect(isSettled(order('CONFIRMED', [paid, secured, captured]))).toBe(true);
  expect(isSettled(order('CANCELLED', []))).toBe(true);
});
