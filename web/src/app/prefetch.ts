/** Data that is fetched before the page's component has rendered. A failure is ignored: the page fetches again and shows the problem. */
import { methodsQuery } from '@/features/checkout/api/list-methods';
import { eventQuery } from '@/features/events/api/get-event';
import { eventsQuery } from '@/features/events/api/list-events';
import { layoutQuery } from '@/features/seat-map/api/get-layout';
import { eventIdOf } from './shared/event-path';
import { queryClient } from './query-client';

/** For the address that was opened. */
export function prefetchFor(pathname: string): void {
  const [, first, id, rest] = pathname.split('/');
  if (pathname === '/') {
    void queryClient.prefetchInfiniteQuery(eventsQuery());
  } else if (first === 'events') {
    if (rest === 'checkout') void queryClient.prefetchQuery(methodsQuery());
    const eventId = eventIdOf(id);
    if (eventId !== null) void prefetchEvent(eventId);
  }
}

/** The layout is fetched as soon as its address is known, not when the first component has rendered. */
async function prefetchEvent(eventId: number): Promise<void> {
  try {
    const event = await queryClient.fetchQuery(eventQuery(eventId));
    await queryClient.prefetchQuery(layoutQuery(event.layoutUrl));
  } catch {
    // The page fetches again and shows the problem.
  }
}
