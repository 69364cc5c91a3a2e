import * as v from 'valibot';
import { schemaOf, time, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';

const claimedBody = schemaOf<Bodies['ClaimedPlaceBody']>()(
  v.object({ entryToken: v.string(), expiresAt: time }),
);

/** Answers a call. A second claim brings the same pass. */
export async function claimPlace(queueTicket: string): Promise<{ pass: string; until: number }> {
  const { entryToken, expiresAt } = await request('/api/waiting-room/place/claim', claimedBody, {
    method: 'POST',
    queueTicket,
  });
  return { pass: entryToken, until: Date.parse(expiresAt) };
}
