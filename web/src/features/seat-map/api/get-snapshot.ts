import { send } from '@/lib/api-client';
import { Problem } from '@/lib/problem';
import { parsePosition, type Position } from '../model/position';
import { unpack } from '../model/status';

export interface Snapshot {
  position: Position;
  statuses: Uint8Array;
}

/** The statuses alone, two bits a seat: 5 kB for an arena. */
export async function getSnapshot(
  eventId: number,
  seatCount: number,
  signal: AbortSignal,
): Promise<Snapshot> {
  const response = await send(`/api/events/${eventId}/seats`, {
    accept: 'application/octet-stream',
    signal,
  });
  const position = parsePosition(response.headers.get('Seat-Version'));
  const statuses = unpack(new Uint8Array(await response.arrayBuffer()), seatCount);
  if (!position || !statuses) throw new Problem('UNREADABLE', response.status);
  return { position, statuses };
}
