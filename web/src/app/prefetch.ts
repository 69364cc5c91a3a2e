/** Data that is asked for while the code of the page is still on its way. Failures are the page's to tell. */
import { eventQuery } from '@/features/events/api/get-event';
import { eventsQuery } from '@/features/events/api/list-events';
import { queryClient } from './query-client';

export function prefetchEvents(): null {
  void queryClient.prefetchInfiniteQuery(eventsQuery());
  return null;
}

export function prefetchShow(id: string | undefined): null {
  const eventId = eventIdOf(id);
  if (eventId !== null) void queryClient.prefetchQuery(eventQuery(eventId));
  return null;
}

export function eventIdOf(text: string | undefined): number | null {
  return /^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : null;
}
