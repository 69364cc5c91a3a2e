import { describe, expect, it } from 'vitest';
import type { SaleHealth } from '../api/sale-health';
import { alarmsOf } from './alarms';
import { EMPTY, held, KEPT_MS, rate, rates, withReading, type History } from './readings';

const health = (uptimeSeconds: number, some: Partial<SaleHealth> = {}): SaleHealth => ({
  uptimeSeconds,
  holds: {},
  heldSeats: 0,
  placedOrders: {},
  orderStates: {},
  outboxAges: {},
  promises: {},
  ...some,
});

const historyOf = (...all: SaleHealth[]): History =>
  all.reduce(
    (history, one) => withReading(history, { at: one.uptimeSeconds * 1_000, health: one }),
    EMPTY,
  );

describe('rates', () => {
  it('need two readings', () => {
    expect(rate(EMPTY, held)).toBeNull();
    expect(rate(historyOf(health(1)), held)).toBeNull();
  });

  it('are the difference of two totals over the time of the server between them', () => {
    const history = historyOf(health(10), health(12, { holds: { held: 50 } }));
    expect(rate(history, held)).toBe(25);
  });

  it('are smoothed over a few seconds and no more', () => {
    const steady = Array.from({ length: 20 }, (_, index) =>
      health(index * 2, { holds: { held: index < 10 ? 0 : (index - 9) * 20 } }),
    );
    const line = rates(historyOf(...steady), held).map((point) => point.value);
    expect(line.slice(0, 9).every((value) => value === 0)).toBe(true);
    expect(line.at(-1)).toBe(10);
    expect(line.filter((value) => value > 0 && value < 10).length).toBeLessThanOrEqual(3);
  });

  it('begin anew with a server that has started again, and never fall below zero', () => {
    const history = historyOf(
      health(100, { holds: { held: 5_000 } }),
      health(1, { holds: { held: 3 } }),
      health(3, { holds: { held: 7 } }),
    );
    expect(history.restarted).toBe(true);
    expect(rates(history, held).map((point) => point.value)).toEqual([2]);
  });
});

describe('a server that has started again', () => {
  const after = (seconds: number, uptime: number) =>
    withReading(withReading(EMPTY, { at: 0, health: health(4) }), {
      at: seconds * 1_000,
      health: health(uptime),
    }).restarted;

  it('is noticed even when it has run for longer than the one before', () => {
    expect(after(30, 6)).toBe(true);
    expect(after(30, 1)).toBe(true);
  });

  it('is not taken for one whose response was slow, or for a page that slept', () => {
    expect(after(6, 6)).toBe(false);
    expect(after(2, 300)).toBe(false);
  });
});

describe('the history', () => {
  it('forgets what is older than the charts show, and is bounded', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => health(index));
    const { readings } = historyOf(...many);
    expect(readings.at(-1)?.health.uptimeSeconds).toBe(999);
    expect(readings.length).toBeLessThanOrEqual(400);
    expect(readings[0]?.at).toBeGreaterThanOrEqual(999_000 - KEPT_MS);
  });
});

describe('alarms', () => {
  it('are silent while all is well', () => {
    const promises = { I1: { checks: 9, breaches: 0 } };
    expect(alarmsOf(historyOf(health(1, { promises, outboxAges: { order: 9.9 } })))).toEqual([]);
    expect(alarmsOf(EMPTY)).toEqual([]);
  });

  it('name a broken promise first, then orders, refusals and messages', () => {
    const before = health(10, { holds: { unavailable: 4 } });
    const after = health(12, {
      promises: { I1: { checks: 9, breaches: 0 }, I4: { checks: 9, breaches: 2 } },
      orderStates: { STUCK: 1 },
      holds: { unavailable: 8 },
      outboxAges: { order: 0, payment: 11 },
    });
    expect(alarmsOf(historyOf(before, after))).toEqual([
      { kind: 'broken', promise: 'I4', breaches: 2 },
      { kind: 'stuck', orders: 1 },
      { kind: 'unavailable', perSecond: 2 },
      { kind: 'outbox', seconds: 11 },
    ]);
  });
});
