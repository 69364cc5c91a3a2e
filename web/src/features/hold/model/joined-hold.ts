/** Several reservations of one press, as one hold: it ends when the first of them does. Pure. */
import type { Hold } from './hold-state';

/** One reservation. */
export interface Granted {
  eventId: number;
  seatIds: number[];
  reservationId: string;
  holdToken: string;
  expiresAt: number;
  capAt: number;
  /** Which of them are at which of several prices. */
  tiers: { tier: string; seatIds: number[] }[];
}

export function holdOf(granted: readonly Granted[]): Hold {
  const [first] = granted;
  if (!first) throw new Error('a hold of no reservation');
  return {
    eventId: first.eventId,
    seatIds: granted.flatMap(({ seatIds }) => seatIds),
    heads: granted.flatMap(({ seatIds }) => seatIds.slice(0, 1)),
    tiers: granted.flatMap(({ tiers }) =>
      tiers.flatMap(({ seatIds, tier }) => seatIds.map((seatId) => ({ seatId, tier }))),
    ),
    reservationId: first.reservationId,
    holdToken: first.holdToken,
    expiresAt: Math.min(...granted.map(({ expiresAt }) => expiresAt)),
    capAt: Math.min(...granted.map(({ capAt }) => capAt)),
  };
}
