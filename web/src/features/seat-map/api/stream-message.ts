/** From an event of the seat stream to a message of the reducer. */
import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import { checked, parseJson, reportMismatch } from '@/lib/check';
import { isRecord } from '@/lib/guards';
import type { ServerEvent } from '@/lib/sse-parser';
import { seatOfId } from '../model/layout';
import type { MapMessage, PlacesLeft } from '../model/map-state';
import { parsePosition } from '../model/position';
import { bitsOf, isSeatStatus } from '../model/status';

type SeatUpdate = Bodies['SeatUpdate'];
type SeatBatch = Omit<Bodies['SeatBatch'], 'pools'> & { pools: PlacesLeft[] };

/** A body before its check: its fields have the names of the contract and values of any type. */
type Unchecked<Body> = { [Field in keyof Body]?: unknown };

const streamPosition = schemaOf<Pick<Bodies['StreamPosition'], 'epoch' | 'version'>>()(
  v.object({ epoch: integer, version: integer }),
);

/** `null` for an event that this page does not know, or cannot use. */
export function readStreamEvent(event: ServerEvent, knownEpoch: number): MapMessage | null {
  const epoch = parsePosition(event.id)?.epoch ?? knownEpoch;
  const body = parseJson(event.data);
  switch (event.event) {
    case 'INIT':
    case 'RESYNC': {
      const position = checked(streamPosition, body, event.event);
      return position && { kind: 'position', position };
    }
    case 'SEAT_UPDATE': {
      const update = isRecord(body) ? readUpdate(body) : null;
      if (!update) return skipped(event);
      const { seatId, status, version } = update;
      const changes = [{ seat: seatOfId(seatId), status: bitsOf(status) }];
      return { kind: 'delta', delta: { epoch, from: version - 1, version, changes, left: [] } };
    }
    case 'SEAT_BATCH': {
      const batch = isRecord(body) ? readBatch(body) : null;
      if (!batch) return skipped(event);
      const { from, version } = batch;
      const changes = batch.changes.map(([seatId, status]) => ({
        seat: seatOfId(seatId),
        status: bitsOf(status),
      }));
      return { kind: 'delta', delta: { epoch, from, version, changes, left: batch.pools } };
    }
    default:
      return null;
  }
}

/** The changes are lost, but the event's id says how far the server is: the reducer then needs a snapshot of that position. */
function skipped(event: ServerEvent): MapMessage | null {
  reportMismatch(event.event, event.data.slice(0, EXCERPT_LENGTH));
  const position = parsePosition(event.id);
  return position && { kind: 'position', position };
}

const EXCERPT_LENGTH = 80;

// Thousands of changes arrive each second: they are checked by hand, at a quarter of the cost of a schema.

function readUpdate({ seatId, status, version }: Unchecked<SeatUpdate>): SeatUpdate | null {
  return isInteger(seatId) && isSeatStatus(status) && isInteger(version)
    ? { seatId, status, version }
    : null;
}

function readBatch(body: Unchecked<SeatBatch>): SeatBatch | null {
  const { from, version, changes, pools = [] } = body;
  if (!isInteger(from) || !isInteger(version)) return null;
  if (!Array.isArray(changes) || !changes.every(isChange)) return null;
  if (!Array.isArray(pools) || !pools.every(isPool)) return null;
  return { from, version, changes, pools };
}

const isPool = (pool: unknown): pool is PlacesLeft =>
  isRecord(pool) && typeof pool.section === 'string' && isInteger(pool.available);

const isChange = (change: unknown): change is SeatBatch['changes'][number] =>
  Array.isArray(change) && change.length === 2 && isInteger(change[0]) && isSeatStatus(change[1]);

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
