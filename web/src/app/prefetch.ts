/** Code and data that are fetched before a page needs them. A failure is ignored: the page fetches again and shows the problem. */
import { methodsQuery } from '@/features/checkout/api/list-methods';
import { eventQuery } from '@/features/events/api/get-event';
import { eventsQuery } from '@/features/events/api/list-events';
import { layoutQuery } from '@/features/seat-map/api/get-layout';
import { eventIdOf } from './shared/event-path';
import { pages } from './pages';
import { queryClient } from './query-client';

/** For the address that was opened: its data is fetched in parallel with its code. */
export function prefetchFor(pathname: string): void {
  const [, first, id, rest] = pathname.split('/');
  if (pathname === '/') {
    void pages.events();
    void queryClient.prefetchInfiniteQuery(eventsQuery());
  } else if (first === 'events') {
    void (rest === 'checkout' ? pages.checkout() : pages.show());
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

/** For an idle moment: the seat map, which is the page that most visitors open next. */
export function prefetchNext(): void {
  void pages.show().catch(() => undefined);
}
