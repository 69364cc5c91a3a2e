import { expect, test } from 'vitest';
import { holdOf, type Granted } from './joined-hold';

const granted = (seatIds: number[], tier: string | null, expiresAt: number): Granted => ({
  eventId: 7,
  seatIds,
  reservationId: `r-${seatIds[0]}`,
  holdToken: `t-${seatIds[0]}`,
  expiresAt,
  capAt: expiresAt + 420_000,
  tiers: tier === null ? [] : [{ tier, seatIds }],
});

test('several reservations are one hold, which ends with the first of them', () => {
  const hold = holdOf([granted([3], null, 9_000), granted([241, 242], 'youth', 8_000)]);
  expect(hold).toEqual({
    eventId: 7,
    seatIds: [3, 241, 242],
    heads: [3, 241],
    tiers: [
      { seatId: 241, tier: 'youth' },
      { seatId: 242, tier: 'youth' },
    ],
    reservationId: 'r-3',
    holdToken: 't-3',
    expiresAt: 8_000,
    capAt: 428_000,
  });
});
