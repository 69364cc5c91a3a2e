import { send } from '@/lib/api-client';
import { reportMismatch } from '@/lib/check';
import { Problem } from '@/lib/problem';
import type { Layout } from '../model/layout';
import type { Left } from '../model/map-state';
import { parsePosition, type Position } from '../model/position';
import { readLeft, unpack } from '../model/status';

export interface Snapshot {
  position: Position;
  statuses: Uint8Array;
  left: Left;
}

/** The statuses alone, two bits a seat: 5 kB for an arena. The places of standing sections are counted in a header. */
export async function getSnapshot(layout: Layout, signal: AbortSignal): Promise<Snapshot> {
  const path = `/api/events/${layout.eventId}/seats`;
  const response = await send(path, { accept: 'application/octet-stream', signal });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const position = parsePosition(response.headers.get('Seat-Version'));
  const statuses = unpack(bytes, layout.count);
  const standing = layout.sections.filter((section) => section.standing);
  const left = readLeft(response.headers.get('Seat-Pools'), standing);
  if (position && statuses && left) return { position, statuses, left };
  const seats = statuses ? 'Seat-Pools' : `${bytes.length} bytes for ${layout.count} seats`;
  reportMismatch(`GET ${path}`, position ? seats : 'Seat-Version');
  throw new Problem('UNREADABLE', response.status);
}
