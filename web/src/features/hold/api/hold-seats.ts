import * as v from 'valibot';
import { integer, schemaOf, time, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';
import type { Hold, HoldRequest } from '../model/hold-state';

type Reservation = Omit<Bodies['ReservationBody'], 'seatId' | 'traceId' | 'tier'>;

const reservation = schemaOf<Reservation>()(
  v.object({
    reservationId: v.string(),
    eventId: integer,
    seatIds: v.array(integer),
    holdToken: v.string(),
    holdSeconds: integer,
    lifeSecondsMax: integer,
    expiresAt: time,
  }),
);

/** Long enough to pay calmly on a phone; only the buyer extends it. */
const HOLD_SECONDS = 180;

/** All of the seats, or none. A retry with the same key is the same request. */
export async function holdSeats({ key, eventId, seatIds }: HoldRequest): Promise<Hold> {
  const body: Bodies['HoldSeatsBody'] = { eventId, seatIds, holdSeconds: HOLD_SECONDS };
  const { holdSeconds, lifeSecondsMax, ...granted } = await request(
    '/api/reservations',
    reservation,
    {
      method: 'POST',
      body,
      idempotencyKey: key,
      timeoutMs: 8_000,
    },
  );
  const expiresAt = Date.parse(granted.expiresAt);
  return { ...granted, expiresAt, capAt: expiresAt + (lifeSecondsMax - holdSeconds) * 1000 };
}
