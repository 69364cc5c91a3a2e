/** The seats of one event at one position. */
import { noResponse, type Calls } from '../calls.ts';
import { Problem } from '../problem.ts';
import { ONCE } from '../retry.ts';
import type { Left } from './map-state.ts';
import { parsePosition, type Position } from './position.ts';
import { readLeft, unpack } from './status.ts';

/** What a map needs to know of the layout of its event. */
export interface SeatMapShape {
  eventId: number;
  /** Their ids run from 1. */
  seatCount: number;
  /** The names of the standing sections, in the order of the layout. */
  standing: readonly string[];
}

export interface Snapshot {
  position: Position;
  statuses: Uint8Array;
  left: Left;
}

/** The statuses alone, two bits a seat: 5 kB for an arena. The places of standing sections are counted in a header. */
export function getSnapshot(
  calls: Calls,
  shape: SeatMapShape,
  signal: AbortSignal,
): Promise<Snapshot> {
  const path = `/api/events/${shape.eventId}/seats`;
  // The follower tries again by itself, and shows meanwhile that it does.
  const options = { accept: 'application/octet-stream', signal, retry: ONCE };
  return calls.exchange('GET', path, options, async (response) => {
    const bytes = new Uint8Array(await response.arrayBuffer().catch(noResponse));
    const snapshot = read(response.headers, bytes, shape);
    if (typeof snapshot !== 'string') return snapshot;
    calls.reportMismatch(`GET ${path}`, snapshot);
    throw new Problem('UNREADABLE', response.status);
  });
}

/** The snapshot, or what is wrong with it. */
function read(headers: Headers, bytes: Uint8Array, { seatCount, standing }: SeatMapShape) {
  const position = parsePosition(headers.get('Seat-Version'));
  if (!position) return 'Seat-Version';
  const statuses = unpack(bytes, seatCount);
  if (!statuses) return `${bytes.length} bytes for ${seatCount} seats`;
  const left = readLeft(headers.get('Seat-Pools'), standing);
  return left ? { position, statuses, left } : 'Seat-Pools';
}
