/** What operators did to the room of an event. */
import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import { operatorRequest } from './operator-request';

/** So many are shown. */
const SHOWN = 20;

export type ControlLog = Bodies['ControlLogBody'];
export type ControlEntry = ControlLog['items'][number];

const settings = v.object({
  phase: v.picklist(['REGISTERING', 'OPEN', 'PAUSED', 'CLOSED']),
  cap: integer,
  ceiling: integer,
  message: v.string(),
  workBits: v.exactOptional(v.nullable(integer)),
  opensAt: v.exactOptional(v.nullable(v.string())),
  beacon: v.exactOptional(v.nullable(v.string())),
  failOpen: v.exactOptional(v.nullable(v.object({ openRate: integer, until: v.string() }))),
});

const log = schemaOf<ControlLog>()(
  v.object({
    items: v.array(
      v.object({
        at: v.string(),
        action: v.picklist([
          'OPEN',
          'ADJUST',
          'PAUSE',
          'RESUME',
          'CLOSE',
          'FAIL_OPEN',
          'END_FAIL_OPEN',
          'BEACON',
        ]),
        actor: v.string(),
        reason: v.string(),
        before: v.exactOptional(v.nullable(settings)),
        after: settings,
      }),
    ),
  }),
);

export const readLog = (token: string, eventId: number, signal: AbortSignal): Promise<ControlLog> =>
  operatorRequest(`/api/waiting-room/admin/events/${eventId}/log?limit=${SHOWN}`, log, {
    token,
    signal,
  });
