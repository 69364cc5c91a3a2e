import type { components } from '@/api/schema';
import { request } from '@/lib/api-client';
import type { Hold } from '../model/hold-state';

type ExtendedBody = components['schemas']['ExtendedBody'];

/** Any seat names its whole reservation; the same key extends once. Returns the new end in milliseconds. */
export async function extendHold(hold: Hold, seconds: number, key: string): Promise<number> {
  const answer = await request<ExtendedBody>(
    `/api/reservations/${hold.eventId}/${hold.seatIds[0]}/extend`,
    { method: 'POST', body: { seconds }, holdToken: hold.holdToken, idempotencyKey: key },
  );
  return Date.parse(answer.expiresAt);
}
