import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  attemptState,
  IDLE,
  isDefinite,
  onAttempt,
  retryDelayMs,
  type AttemptEvent,
  type AttemptState,
  type Refusal,
} from './attempt';

const attempt = (key: string) => ({
  key,
  body: { eventId: 4, seatIds: [7] },
  holdToken: 't',
  tiers: [],
});
const pay = (key = 'k1'): AttemptEvent => ({ kind: 'pay', attempt: attempt(key) });
const failed = (code: Refusal['code'], status: number): AttemptEvent => ({
  kind: 'failed',
  refusal: { code, status, traceId: null },
});
const after = (...events: AttemptEvent[]): AttemptState => events.reduce(onAttempt, IDLE);
const keyOf = (state: AttemptState) => ('attempt' in state ? state.attempt.key : null);

describe('one attempt has one key', () => {
  test('however often the button is pressed', () => {
    expect(keyOf(after(pay('k1'), pay('k2'), pay('k3')))).toBe('k1');
  });

  test('when the response is lost', () => {
    const state = after(pay('k1'), failed('NETWORK', 0), pay('k2'), { kind: 'retry' });
    expect(state).toMatchObject({ phase: 'sending', tries: 2 });
    expect(keyOf(state)).toBe('k1');
  });

  test('when the server has an outage', () => {
    for (const outage of [
      failed('UNAVAILABLE', 503),
      failed('INTERNAL_ERROR', 500),
      failed('UNREADABLE', 502),
    ]) {
      expect(keyOf(after(pay('k1'), outage, pay('k2')))).toBe('k1');
    }
  });

  test('after a reload, from what was stored', () => {
    const stored = v.parse(attemptState, JSON.parse(JSON.stringify(after(pay('k1')))));
    expect(keyOf(onAttempt(stored, { kind: 'retry' }))).toBe('k1');
  });
});

test('a definite refusal ends the attempt, and the next press is a new one', () => {
  const refused = after(pay('k1'), failed('HOLD_EXPIRED', 410));
  expect(refused).toMatchObject({ phase: 'refused', refusal: { code: 'HOLD_EXPIRED' } });
  expect(keyOf(onAttempt(refused, pay('k2')))).toBe('k2');
});

test('an order that is placed stays placed', () => {
  const placed = after(pay(), { kind: 'placed', orderId: 'o1' });
  expect(onAttempt(placed, pay('k2'))).toBe(placed);
  expect(onAttempt(placed, failed('NETWORK', 0))).toBe(placed);
});

test('a response that arrives during a retry is accepted', () => {
  expect(after(pay(), failed('NETWORK', 0), { kind: 'placed', orderId: 'o1' })).toMatchObject({
    orderId: 'o1',
  });
});

test('a key in progress and a rate limit are not refusals', () => {
  const of = (code: Refusal['code'], status: number) => isDefinite({ code, status, traceId: null });
  expect(of('IDEMPOTENCY_KEY_IN_PROGRESS', 409)).toBe(false);
  expect(of('RATE_LIMITED', 429)).toBe(false);
  expect(of('UNAVAILABLE', 503)).toBe(false);
  expect(of('RESERVATION_CONFLICT', 409)).toBe(true);
  expect(of('IDEMPOTENCY_KEY_REUSED', 422)).toBe(true);
});

test('the backoff grows, is bounded, and respects Retry-After', () => {
  expect([1, 2, 3, 20].map((tries) => retryDelayMs(tries, null))).toEqual([500, 1000, 2000, 8000]);
  expect(retryDelayMs(1, 5)).toBe(5000);
  expect(retryDelayMs(1, 9_999)).toBe(30_000);
});

test('a state of another shape is not taken from storage', () => {
  expect(v.is(attemptState, { phase: 'sending' })).toBe(false);
  expect(v.is(attemptState, null)).toBe(false);
});
