import type { EventBody } from '@/features/events/model/event-body';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import styles from './event-line.module.css';

/** Venue and time, on one line. */
export function EventLine({ event }: { event: EventBody }) {
  const { events: text } = useText();
  const words = useEventWords(event);
  const format = useFormat();
  const venueTime = format.atVenue(event.dateTime, event.timeZone);
  return (
    <>
      <span data-venue>
        <span>{words.venue}</span>
        <span> · </span>
      </span>
      <time dateTime={event.dateTime} className={styles.moment}>
        {format.moment(event.dateTime)}
      </time>
      {venueTime && (
        <>
          {' '}
          <span className={styles.moment}>({text.venueTime(venueTime)})</span>
        </>
      )}
    </>
  );
}
