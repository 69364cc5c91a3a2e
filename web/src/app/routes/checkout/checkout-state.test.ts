import { expect, test } from 'vitest';
import { IDLE, type Attempt } from '@/features/checkout/model/attempt';
import { NO_HOLD, type HoldState } from '@/features/hold/model/hold-state';
import { Problem } from '@/lib/problem';
import { checkoutOf, subjectOf } from './checkout-state';

const hold = {
  eventId: 4,
  seatIds: [7, 8],
  heads: [7],
  tiers: [],
  reservationId: 'r',
  holdToken: 't',
  expiresAt: 1,
  capAt: 2,
};
const attempt: Attempt = {
  key: 'k',
  holdToken: 't',
  tiers: [],
  body: { eventId: 4, seatIds: [7, 8], paymentMethod: 'tok_slow' },
};
const held: HoldState = { phase: 'held', hold };
const known = { event: {} as never, seats: [], lines: [], wish: {} as never, total: '₩1' };
const problem = new Problem('NETWORK', 0);
const nothing = {
  eventId: 4,
  attempt: IDLE,
  hold: NO_HOLD,
  holdProblem: null,
  known: null,
  problem: null,
} as const;

test('nothing can be paid for before the price is known', () => {
  expect(checkoutOf({ ...nothing, hold: held })).toEqual({ state: 'loading' });
  expect(checkoutOf({ ...nothing, hold: held, problem })).toEqual({
    state: 'failed',
    hold,
    problem,
  });
  expect(checkoutOf({ ...nothing, hold: held, known, problem })).toMatchObject({ state: 'held' });
});

test('a hold of another event is nothing to pay for here', () => {
  expect(checkoutOf({ ...nothing, eventId: 5, hold: held, known })).toMatchObject({
    state: 'nothing',
  });
  expect(checkoutOf({ ...nothing, holdProblem: problem })).toEqual({ state: 'nothing', problem });
});

test('an order on its way comes before everything else, even without its details', () => {
  const sending = { phase: 'unknown', attempt, tries: 3 } as const;
  const paying = { state: 'paying', known: null, tries: 3, unknown: true, method: 'tok_slow' };
  expect(checkoutOf({ ...nothing, attempt: sending, problem })).toEqual(paying);
  const placed = { phase: 'placed', attempt, orderId: 'o' } as const;
  expect(checkoutOf({ ...nothing, hold: held, attempt: placed })).toMatchObject({
    state: 'paying',
  });
});

test('an expired hold says so, and a refusal stays beside the hold', () => {
  expect(checkoutOf({ ...nothing, hold: { phase: 'expired', hold }, known })).toEqual({
    state: 'expired',
    hold,
    known,
  });
  const refusal = { code: 'RATE_LIMITED', status: 429, traceId: null };
  const refused = { phase: 'refused', refusal } as const;
  expect(checkoutOf({ ...nothing, hold: held, known, attempt: refused })).toMatchObject({
    refusal,
  });
});

test('the seats are those of the attempt, else those of the hold', () => {
  const other = { ...attempt, body: { ...attempt.body, seatIds: [9] } };
  const sending = { phase: 'sending', attempt: other, tries: 1 } as const;
  expect(subjectOf({ eventId: 4, attempt: sending, hold: held }).seatIds).toEqual([9]);
  expect(subjectOf({ eventId: 4, attempt: IDLE, hold: held }).seatIds).toEqual([7, 8]);
  expect(subjectOf({ eventId: 5, attempt: IDLE, hold: held }).seatIds).toEqual([]);
});
