import { queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';

type Outline = Pick<Bodies['RoomBody'], 'eventId'>;

const rooms = schemaOf<{ items: Outline[] }>()(
  v.object({ items: v.array(v.object({ eventId: integer })) }),
);

/** A room that opens is seen after this long; a hold that is refused before shows it too. */
const EVERY_MS = 30_000;

/** The events whose sale asks for a pass: one list for all pages and visitors, which any cache may answer. */
export const guardedEventsQuery = () =>
  queryOptions({
    queryKey: ['rooms'],
    queryFn: async ({ signal }) => {
      const { items } = await request('/api/waiting-room/events', rooms, { signal });
      return items.map(({ eventId }) => eventId);
    },
    refetchInterval: EVERY_MS,
  });
