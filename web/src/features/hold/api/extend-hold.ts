import * as v from 'valibot';
import { schemaOf, time, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';
import type { Hold } from '../model/hold-state';

const extendedBody = schemaOf<Bodies['ExtendedBody']>()(v.object({ expiresAt: time }));

/** Extends every reservation of the hold; the same key extends each once. Returns the new end in milliseconds. */
export async function extendHold(hold: Hold, seconds: number, key: string): Promise<number> {
  const ends = hold.heads.map((head) =>
    extendSeat({ ...hold, seatIds: [head] }, seconds, `${key}.${head}`),
  );
  return Math.min(...(await Promise.all(ends)));
}

/** Any of its seats names the whole reservation. */
export async function extendSeat(
  { eventId, seatIds, holdToken }: Pick<Hold, 'eventId' | 'seatIds' | 'holdToken'>,
  seconds: number,
  key: string,
): Promise<number> {
  const { expiresAt } = await request(
    `/api/reservations/${eventId}/${seatIds[0]}/extend`,
    extendedBody,
    { method: 'POST', body: { seconds }, holdToken, idempotencyKey: key },
  );
  return Date.parse(expiresAt);
}
