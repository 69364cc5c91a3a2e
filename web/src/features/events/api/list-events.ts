import { infiniteQueryOptions } from '@tanstack/react-query';
import { pagePath, request } from '@/lib/api-client';
import { earlySentAt } from '@/lib/early-responses';
import { learnServerTime, monotonicNow } from '@/lib/server-clock';
import { eventListBody } from '../model/event-body';

/** Often enough to watch a show sell out; the list is small and the browser pauses it in the background. */
const REFRESH_MS = 3_000;

export const eventsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['events'],
    queryFn: async ({ pageParam, signal }) => {
      const path = pagePath('/api/events', pageParam);
      const sentAt = earlySentAt(path) ?? monotonicNow();
      const page = await request(path, eventListBody, { signal });
      const first = page.items[0];
      if (first) learnServerTime(first.serverTime, sentAt);
      return page;
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });
