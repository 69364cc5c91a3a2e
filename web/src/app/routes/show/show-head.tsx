import type { EventBody } from '@/features/events/model/event-body';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import { ConnectionPill } from '@/features/seat-map/components/connection-pill';
import type { Connection } from '@/features/seat-map/store/live-map';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import styles from './show.module.css';

export function ShowHead({ event, connection }: { event: EventBody; connection: Connection }) {
  const { events: text } = useText();
  const format = useFormat();
  const words = useEventWords(event);
  const venueTime = format.atVenue(event.dateTime, event.timeZone);
  return (
    <div className={styles.words}>
      <div>
        <h1>{words.title}</h1>
        <p>
          <span>{words.venue}</span>
          <time dateTime={event.dateTime}>{format.moment(event.dateTime)}</time>
          {venueTime && <span>({text.venueTime(venueTime)})</span>}
        </p>
      </div>
      <ConnectionPill connection={connection} />
    </div>
  );
}
