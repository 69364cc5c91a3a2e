import { send } from '@/lib/api-client';
import { reportMismatch } from '@/lib/check';
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
  const path = `/api/events/${eventId}/seats`;
  const response = await send(path, { accept: 'application/octet-stream', signal });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const position = parsePosition(response.headers.get('Seat-Version'));
  const statuses = unpack(bytes, seatCount);
  if (!position || !statuses) {
    reportMismatch(
      `GET ${path}`,
      position ? `${bytes.length} bytes for ${seatCount} seats` : 'Seat-Version',
    );
    throw new Problem('UNREADABLE', response.status);
  }
  return { position, statuses };
}
