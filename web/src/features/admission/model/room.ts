/** A waiting room, the same for every visitor. */
import * as v from 'valibot';
import { integer, schemaOf, time, type Bodies } from '@/api/contract';

export type Draw = Bodies['DrawBody'];
export type Room = Bodies['RoomBody'];

const optionalText = v.exactOptional(v.nullable(v.string()));

export const drawBody = schemaOf<Draw>()(
  v.object({
    commitment: v.string(),
    beaconRound: v.exactOptional(v.nullable(v.number())),
    beacon: optionalText,
    registered: v.exactOptional(v.nullable(integer)),
    root: optionalText,
    secret: optionalText,
    seed: optionalText,
  }),
);

export const roomBody = schemaOf<Room>()(
  v.object({
    eventId: integer,
    phase: v.picklist(['REGISTERING', 'OPEN', 'PAUSED', 'CLOSED']),
    opensAt: v.exactOptional(v.nullable(time)),
    issued: integer,
    serving: integer,
    waiting: integer,
    callsPerMinute: integer,
    message: v.string(),
    recovering: v.boolean(),
    draw: v.exactOptional(v.nullable(drawBody)),
  }),
);
