/** What is being bought, in the tab's storage: a reload in the middle of an outage still shows the show, the seats and the total. */
import * as v from 'valibot';
import { currency, integer, schemaOf } from '@/api/contract';
import { eventBody } from '@/features/events/model/event-body';
import type { Admission } from '@/features/seat-map/model/layout';
import { recall, remember } from '@/lib/storage';

const admission = schemaOf<Admission>()(
  v.object({
    id: integer,
    section: v.string(),
    row: v.nullable(integer),
    number: v.nullable(integer),
    tier: v.nullable(v.string()),
    price: integer,
  }),
);

const details = v.object({ event: eventBody, currency, seats: v.array(admission) });

/** The show, and the seats with their places and prices. */
export type Details = v.InferOutput<typeof details>;

const KEPT_AS = 'details';

export const keepDetails = (of: Details): void => remember('tab', KEPT_AS, of);

/** The details of exactly these seats, if they were kept. */
export function keptDetails(eventId: number, seatIds: readonly number[]): Details | null {
  const kept = recall('tab', KEPT_AS, details);
  const same =
    kept?.event.id === eventId &&
    kept.seats.length === seatIds.length &&
    kept.seats.every(({ id }) => seatIds.includes(id));
  return same ? kept : null;
}
