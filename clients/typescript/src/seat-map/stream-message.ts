/** From an event of the seat stream to a message of the reducer. Thousands arrive each second, so they are checked by hand. */
import type { Bodies } from '../bodies.ts';
import { isInteger, isRecord } from '../is-record.ts';
import type { ServerEvent } from '../sse-parser.ts';
import type { MapMessage, PlacesLeft } from './map-state.ts';
import { parsePosition } from './position.ts';
import { bitsOf, isSeatStatus } from './status.ts';

type SeatUpdate = Bodies['SeatUpdate'];
type SeatBatch = Omit<Bodies['SeatBatch'], 'pools'> & { pools: PlacesLeft[] };

/** A body before its check: its fields have the names of the description and values of any type. */
type Unchecked<Body> = { [Field in keyof Body]?: unknown };

type Report = (source: string, difference: string) => void;

const EXCERPT_LENGTH = 80;

/** `null` for an event that this client does not know, or cannot use. */
export function readStreamEvent(
  event: ServerEvent,
  knownEpoch: number,
  report: Report,
): MapMessage | null {
  const position = parsePosition(event.id);
  const message = readBody(event, position?.epoch ?? knownEpoch);
  if (message !== undefined) return message;
  report(event.event, event.data.slice(0, EXCERPT_LENGTH));
  // The changes are lost, but the event's id says how far the server is: the reducer then needs a snapshot of that position.
  return position && { kind: 'position', position };
}

/** `undefined` where it is not what its name says. */
function readBody({ event, data }: ServerEvent, epoch: number): MapMessage | null | undefined {
  switch (event) {
    case 'INIT':
    case 'RESYNC':
      return readPosition(parse(data));
    case 'SEAT_UPDATE':
      return readUpdate(parse(data), epoch);
    case 'SEAT_BATCH':
      return readBatch(parse(data), epoch);
    default:
      return null;
  }
}

function readPosition({ epoch, version }: Unchecked<Bodies['StreamPosition']>) {
  if (!isInteger(epoch) || !isInteger(version)) return undefined;
  return { kind: 'position', position: { epoch, version } } as const;
}

function readUpdate({ seatId, status, version }: Unchecked<SeatUpdate>, epoch: number) {
  const change = [seatId, status];
  if (!isChange(change) || !isInteger(version)) return undefined;
  return deltaOf(epoch, { from: version - 1, version, changes: [change], pools: [] });
}

function readBatch(body: Unchecked<SeatBatch>, epoch: number) {
  const { from, version, changes, pools = [] } = body;
  if (!isInteger(from) || !isInteger(version)) return undefined;
  if (!Array.isArray(changes) || !changes.every(isChange)) return undefined;
  if (!Array.isArray(pools) || !pools.every(isPool)) return undefined;
  return deltaOf(epoch, { from, version, changes, pools });
}

function deltaOf(epoch: number, { from, version, changes, pools }: SeatBatch): MapMessage {
  // The ids of seats run from 1.
  const seats = changes.map(([seatId, status]) => ({ seat: seatId - 1, status: bitsOf(status) }));
  return { kind: 'delta', delta: { epoch, from, version, changes: seats, left: pools } };
}

/** The fields of a JSON text; none where it is not an object. */
function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}

const isPool = (pool: unknown): pool is PlacesLeft =>
  isRecord(pool) && typeof pool.section === 'string' && isInteger(pool.available);

const isChange = (change: unknown): change is SeatBatch['changes'][number] =>
  Array.isArray(change) && change.length === 2 && isInteger(change[0]) && isSeatStatus(change[1]);
