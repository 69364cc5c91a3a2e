import { request } from '@/lib/api-client';
import { enteredBody, type Place } from '../model/place';

/** One visitor has one place: entering again, from whichever tab, brings the same one. */
export async function enterLine(eventId: number): Promise<{ ticket: string; place: Place }> {
  const path = `/api/waiting-room/events/${eventId}/enter`;
  const { ticket, ...place } = await request(path, enteredBody, { method: 'POST' });
  return { ticket, place };
}
