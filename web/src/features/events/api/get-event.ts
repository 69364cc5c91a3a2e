import { queryOptions } from '@tanstack/react-query';
import { request } from '@/lib/api-client';
import { earlySentAt } from '@/lib/early-responses';
import { learnServerTime, monotonicNow } from '@/lib/server-clock';
import { eventBody } from '../model/event-body';

export const eventQuery = (eventId: number) =>
  queryOptions({
    queryKey: ['event', eventId],
    queryFn: async ({ signal }) => {
      const path = `/api/events/${eventId}`;
      const sentAt = earlySentAt(path) ?? monotonicNow();
      const event = await request(path, eventBody, { signal });
      learnServerTime(event.serverTime, sentAt);
      return event;
    },
    refetchInterval: 30_000,
  });
