import { request } from '@/lib/api-client';
import { challengeBody, type WorkChallenge } from '../model/work';

/** What a place costs this visitor; `null`: nothing. */
export async function getChallenge(
  eventId: number,
  signal: AbortSignal,
): Promise<WorkChallenge | null> {
  const path = `/api/waiting-room/events/${eventId}/challenge`;
  const { challenge, difficulty } = await request(path, challengeBody, { asGuest: true, signal });
  return challenge ? { challenge, difficulty } : null;
}
