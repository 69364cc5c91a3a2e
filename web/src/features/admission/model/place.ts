/** A place in a line, as the waiting room describes it. */
import * as v from 'valibot';
import { integer, schemaOf, time, type Bodies } from '@/api/contract';

export type Place = Bodies['PlaceBody'];

const fields = {
  state: v.picklist([
    'REGISTERED',
    'WAITING',
    'AWAY',
    'RETURNED',
    'CALLED',
    'ACTIVE',
    'ENDED',
    'CLOSED',
  ]),
  number: v.exactOptional(v.nullable(integer)),
  ahead: v.exactOptional(v.nullable(integer)),
  estimatedWaitSeconds: integer,
  pollAfterMs: integer,
  stream: v.boolean(),
  until: v.exactOptional(v.nullable(time)),
  chance: v.exactOptional(v.nullable(v.picklist(['LIKELY', 'POSSIBLE', 'UNLIKELY']))),
};

export const placeBody = schemaOf<Place>()(v.object(fields));

/** With the ticket that names it. */
export const enteredBody = schemaOf<Bodies['EnteredBody']>()(
  v.object({ ...fields, ticket: v.string() }),
);
