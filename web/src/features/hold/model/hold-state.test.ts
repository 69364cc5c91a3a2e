import * as v from 'valibot';
import { expect, test } from 'vitest';
import {
  extensionLeft,
  holdState,
  markPassed,
  NO_HOLD,
  onHold,
  type Hold,
  type HoldEvent,
  type HoldState,
} from './hold-state';

const request = { key: 'k1', eventId: 4, seatIds: [7, 8], places: [] };
const hold: Hold = {
  eventId: 4,
  seatIds: [7, 8],
  heads: [7],
  tiers: [],
  reservationId: 'r',
  holdToken: 't',
  expiresAt: 100_000,
  capAt: 580_000,
};
const after = (...events: HoldEvent[]): HoldState => events.reduce(onHold, NO_HOLD);
const held = () => after({ kind: 'requested', request }, { kind: 'granted', hold });

test('a press requests the seats, and a second press changes nothing', () => {
  const once = after({ kind: 'requested', request });
  expect(once).toMatchObject({ phase: 'requesting', request: { key: 'k1' } });
  expect(onHold(once, { kind: 'requested', request: { ...request, key: 'k2' } })).toBe(once);
});

test('a lost response is retried with the same key', () => {
  const again = after({ kind: 'requested', request }, { kind: 'retried' });
  expect(again).toMatchObject({ phase: 'requesting', request: { key: 'k1' }, tries: 2 });
});

test('a refusal leaves no hold, so that the rest can be held', () => {
  expect(after({ kind: 'requested', request }, { kind: 'refused' })).toEqual(NO_HOLD);
});

test('a hold expires at its end and not before', () => {
  expect(onHold(held(), { kind: 'time', now: 99_999 }).phase).toBe('held');
  expect(onHold(held(), { kind: 'time', now: 100_000 })).toEqual({ phase: 'expired', hold });
});

test('an extension moves the end forward and never back', () => {
  expect(onHold(held(), { kind: 'extended', expiresAt: 160_000 })).toMatchObject({
    hold: { expiresAt: 160_000 },
  });
  expect(onHold(held(), { kind: 'extended', expiresAt: 90_000 })).toMatchObject({
    hold: { expiresAt: 100_000 },
  });
});

test('an extension that comes too late does not revive a hold', () => {
  const gone = onHold(held(), { kind: 'time', now: 100_000 });
  expect(onHold(gone, { kind: 'extended', expiresAt: 160_000 })).toBe(gone);
});

test('after its end, a release or an order, new seats can be requested', () => {
  for (const end of [{ kind: 'lost' }, { kind: 'released' }, { kind: 'ordered' }] as const) {
    expect(onHold(onHold(held(), end), { kind: 'requested', request }).phase).toBe('requesting');
  }
});

test('no extension is offered beyond the cap of ten minutes', () => {
  expect(extensionLeft(hold, 60)).toBe(60);
  expect(extensionLeft({ ...hold, expiresAt: 560_000 }, 60)).toBe(20);
  expect(extensionLeft({ ...hold, expiresAt: 580_000 }, 60)).toBe(0);
});

test('the marks at 60, 30 and 10 seconds are each passed once', () => {
  expect(markPassed(60_200, 59_900)).toBe(60);
  expect(markPassed(59_900, 59_700)).toBeNull();
  expect(markPassed(30_100, 29_900)).toBe(30);
  expect(markPassed(10_001, 10_000)).toBe(10);
});

test('only a state of the right shape survives a reload', () => {
  expect(v.is(holdState, JSON.parse(JSON.stringify(held())))).toBe(true);
  expect(v.is(holdState, { phase: 'held' })).toBe(false);
  expect(v.is(holdState, 'held')).toBe(false);
});
