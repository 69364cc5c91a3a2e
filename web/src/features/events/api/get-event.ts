import { queryOptions } from '@tanstack/react-query';
import { request } from '@/lib/api-client';
import { earlyAskedAt } from '@/lib/early';
import { askingNow, learnServerTime } from '@/lib/server-clock';
import type { EventBody } from './list-events';

export const eventQuery = (eventId: number) =>
  queryOptions({
    queryKey: ['event', eventId],
    queryFn: async ({ signal }) => {
      const path = `/api/events/${eventId}`;
      const askedAt = earlyAskedAt(path) ?? askingNow();
      const event = await request<EventBody>(path, { signal });
      learnServerTime(event.serverTime, askedAt);
      return event;
    },
    refetchInterval: 30_000,
  });
