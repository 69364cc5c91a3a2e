import type { WorkChallenge } from '@holdfast/client/proof-of-work';
import { request } from '@/lib/api-client';
import { askedIn, challengeBody } from '@/lib/proof-of-work/challenge-body';

/** What a place costs this visitor; `null`: nothing. */
export async function getChallenge(
  eventId: number,
  signal: AbortSignal,
): Promise<WorkChallenge | null> {
  const path = `/api/waiting-room/events/${eventId}/challenge`;
  return askedIn(await request(path, challengeBody, { asGuest: true, signal }));
}
