/** From an event of the seat stream to a message of the reducer. */
import type { components } from '@/api/schema';
import type { ServerEvent } from '@/lib/sse-parser';
import { seatOfId } from './layout';
import type { MapMessage } from './map-state';
import { parsePosition } from './position';
import { bitsOf } from './status';

type StreamPosition = components['schemas']['StreamPosition'];
type SeatUpdate = components['schemas']['SeatUpdate'];
type SeatBatch = components['schemas']['SeatBatch'];

/** `null` for an event of a name that this page does not know yet. */
export function readStreamEvent(event: ServerEvent, epochKnown: number): MapMessage | null {
  const epoch = parsePosition(event.id)?.epoch ?? epochKnown;
  switch (event.event) {
    case 'INIT':
    case 'RESYNC': {
      const body = JSON.parse(event.data) as StreamPosition;
      return { kind: 'position', position: { epoch: body.epoch, version: body.version } };
    }
    case 'SEAT_UPDATE': {
      const { seatId, status, version } = JSON.parse(event.data) as SeatUpdate;
      const changes = [{ seat: seatOfId(seatId), status: bitsOf(status) }];
      return { kind: 'delta', delta: { epoch, from: version - 1, version, changes } };
    }
    case 'SEAT_BATCH': {
      const { from, version, changes } = JSON.parse(event.data) as SeatBatch;
      const read = changes.map(([id, status]) => ({ seat: seatOfId(id), status: bitsOf(status) }));
      return { kind: 'delta', delta: { epoch, from, version, changes: read } };
    }
    default:
      return null;
  }
}
