/** Code and data that are asked for before the page asks. Failures are the page's to tell. */
import { methodsQuery } from '@/features/checkout/api/list-methods';
import { eventQuery } from '@/features/events/api/get-event';
import { eventsQuery } from '@/features/events/api/list-events';
import { layoutQuery } from '@/features/seat-map/api/get-layout';
import { eventIdOf } from './shared/event-id';
import { pages } from './pages';
import { queryClient } from './query-client';

/** For the address that the visitor came to: its data travels together with its code. */
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

/** The layout is asked for as soon as its address is known, not when the first component has drawn itself. */
async function prefetchEvent(eventId: number): Promise<void> {
  try {
    const event = await queryClient.fetchQuery(eventQuery(eventId));
    await queryClient.prefetchQuery(layoutQuery(event.layoutUrl));
  } catch {
    // The page asks again and says what is wrong.
  }
}

/** For when nothing else is to do: the seat map, which is where everybody goes next. */
export function prefetchNext(): void {
  void pages.show().catch(() => undefined);
}
