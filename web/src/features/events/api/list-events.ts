import { infiniteQueryOptions } from '@tanstack/react-query';
import type { components } from '@/api/schema';
import { request } from '@/lib/api-client';
import { earlyAskedAt } from '@/lib/early';
import { askingNow, learnServerTime } from '@/lib/server-clock';

export type EventBody = components['schemas']['EventBody'];
type EventListBody = components['schemas']['EventListBody'];

/** Often enough to watch a show sell out; the list is small and the browser pauses it in the background. */
const REFRESH_MS = 3_000;

export const eventsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['events'],
    queryFn: async ({ pageParam, signal }) => {
      const path = pageParam
        ? `/api/events?cursor=${encodeURIComponent(pageParam)}`
        : '/api/events';
      const askedAt = earlyAskedAt(path) ?? askingNow();
      const page = await request<EventListBody>(path, { signal });
      const first = page.items[0];
      if (first) learnServerTime(first.serverTime, askedAt);
      return page;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchInterval: REFRESH_MS,
  });
