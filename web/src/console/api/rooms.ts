/** The waiting rooms as operators see them, and what operators do to them. */
import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import { checked } from '@/lib/check';
import { operatorRequest } from './operator-request';

const ROOMS = '/api/waiting-room/events';
const ADMIN = '/api/waiting-room/admin/events';
/** So many are read at once. */
const SHOWN_MAX = 20;
const TIMEOUT_MS = 5_000;

type Outline = Pick<
  Bodies['RoomBody'],
  'phase' | 'eventId' | 'waiting' | 'callsPerMinute' | 'message' | 'recovering'
>;
export type OperatedRoom = Omit<Bodies['OperatedRoomBody'], 'room'> & { room: Outline };
export type Limit = OperatedRoom['limitedBy'];
export type RoomAction = 'pause' | 'resume' | 'close';

/** Who does something, and why: for the log. */
export interface Control {
  actor: string;
  reason: string;
}

const openSale = v.object({ openRate: integer, until: v.string() });

const operatedRoom = schemaOf<OperatedRoom>()(
  v.object({
    room: v.object({
      eventId: integer,
      phase: v.picklist(['REGISTERING', 'OPEN', 'PAUSED', 'CLOSED']),
      waiting: integer,
      callsPerMinute: integer,
      message: v.string(),
      recovering: v.boolean(),
    }),
    cap: integer,
    capNow: integer,
    stockCap: v.exactOptional(v.nullable(integer)),
    ceiling: integer,
    workBits: v.exactOptional(v.nullable(integer)),
    rateNow: integer,
    conversionPercent: integer,
    dwellSeconds: v.exactOptional(v.nullable(integer)),
    failOpen: v.exactOptional(v.nullable(openSale)),
    called: integer,
    active: integer,
    returned: integer,
    limitedBy: v.picklist([
      'NOT_OPEN',
      'PAUSED',
      'CLOSED',
      'NONE_WAITING',
      'RECOVERING',
      'STOCK',
      'STOCK_UNKNOWN',
      'DWELL',
      'CAP',
      'SLOW_HOLDS',
      'FULL_ORDERS',
      'UNREACHABLE',
      'RISING',
      'CEILING',
    ]),
  }),
);

const rooms = v.object({ items: v.array(v.object({ eventId: integer })) });
const eventTitle = v.object({ title: v.string(), titleEn: v.string() });

export type EventTitle = v.InferOutput<typeof eventTitle>;

/** Every room that is not closed. */
export async function readRooms(token: string, signal: AbortSignal): Promise<OperatedRoom[]> {
  const { items } = await operatorRequest(ROOMS, rooms, { token, signal });
  const shown = items.slice(0, SHOWN_MAX);
  return Promise.all(
    shown.map(({ eventId }) =>
      operatorRequest(`${ADMIN}/${eventId}`, operatedRoom, { token, signal }),
    ),
  );
}

interface Opened extends Control {
  cap: number;
  ceiling: number;
}

export const openRoom = (token: string, eventId: number, body: Opened): Promise<OperatedRoom> =>
  operatorRequest(`${ADMIN}/${eventId}/open`, operatedRoom, { token, method: 'POST', body });

interface Adjusted extends Opened {
  message: string;
  /** Absent: as before. */
  workBits?: number;
}

export const adjustRoom = (token: string, eventId: number, body: Adjusted): Promise<OperatedRoom> =>
  operatorRequest(`${ADMIN}/${eventId}`, operatedRoom, { token, method: 'PUT', body });

export const actOnRoom = (
  token: string,
  eventId: number,
  action: RoomAction,
  control: Control,
): Promise<OperatedRoom> =>
  operatorRequest(`${ADMIN}/${eventId}/${action}`, operatedRoom, {
    token,
    method: 'POST',
    body: control,
  });

interface FailOpen extends Control {
  /** The number of the event, as it was typed. */
  confirm: string;
  openRate: number;
  minutes: number;
}

/** Visitors get in without a pass, so many a second, for a while. */
export const failOpen = (token: string, eventId: number, body: FailOpen): Promise<OperatedRoom> =>
  operatorRequest(`${ADMIN}/${eventId}/fail-open`, operatedRoom, { token, method: 'POST', body });

export const endFailOpen = (
  token: string,
  eventId: number,
  control: Control,
): Promise<OperatedRoom> =>
  operatorRequest(`${ADMIN}/${eventId}/fail-open`, operatedRoom, {
    token,
    method: 'DELETE',
    body: control,
  });

/** What the show is called; `null` where the catalog does not say. */
export async function readTitle(eventId: number, signal: AbortSignal): Promise<EventTitle | null> {
  const path = `/api/events/${eventId}`;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(path, { signal: limit });
    return response.ok ? checked(eventTitle, await response.json(), `GET ${path}`) : null;
  } catch {
    return null;
  }
}
