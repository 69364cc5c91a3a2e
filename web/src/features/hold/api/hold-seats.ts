import type { components } from '@/api/schema';
import { request } from '@/lib/api-client';
import { LIFE_MAX_MS, type Hold, type HoldRequest } from '../model/hold-state';

type ReservationBody = components['schemas']['ReservationBody'];
type HoldSeatsBody = components['schemas']['HoldSeatsBody'];

/** Long enough to pay calmly on a phone; extended by the buyer, never silently. */
export const HOLD_SECONDS = 180;

/** All of the seats, or none. The key makes a repeated question the same question. */
export async function holdSeats({ key, eventId, seatIds }: HoldRequest): Promise<Hold> {
  const body: HoldSeatsBody = { eventId, seatIds, holdSeconds: HOLD_SECONDS };
  const answer = await request<ReservationBody>('/api/reservations', {
    method: 'POST',
    body,
    idempotencyKey: key,
    timeoutMs: 8_000,
  });
  const expiresAt = Date.parse(answer.expiresAt);
  return {
    eventId: answer.eventId,
    seatIds: answer.seatIds,
    reservationId: answer.reservationId,
    holdToken: answer.holdToken,
    expiresAt,
    capAt: expiresAt - answer.holdSeconds * 1000 + LIFE_MAX_MS,
  };
}
