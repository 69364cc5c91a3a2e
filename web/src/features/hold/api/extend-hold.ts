import * as v from 'valibot';
import { schemaOf, time, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';
import type { Hold } from '../model/hold-state';

const extendedBody = schemaOf<Bodies['ExtendedBody']>()(v.object({ expiresAt: time }));

/** Any of its seats names the whole reservation; the same key extends it once. Returns the new end in milliseconds. */
export async function extendHold(hold: Hold, seconds: number, key: string): Promise<number> {
  const { expiresAt } = await request(
    `/api/reservations/${hold.eventId}/${hold.seatIds[0]}/extend`,
    extendedBody,
    { method: 'POST', body: { seconds }, holdToken: hold.holdToken, idempotencyKey: key },
  );
  return Date.parse(expiresAt);
}
