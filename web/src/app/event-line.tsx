import type { EventBody } from '@/features/events/api/list-events';
import { useEventWords } from '@/features/events/hooks/use-words';
import { useFormat } from '@/i18n/format';

/** Where and when, on one line. */
export function EventLine({ event }: { event: EventBody }) {
  const words = useEventWords(event);
  const format = useFormat();
  return (
    <>
      {words.venue} · <time dateTime={event.dateTime}>{format.moment(event.dateTime)}</time>
    </>
  );
}
