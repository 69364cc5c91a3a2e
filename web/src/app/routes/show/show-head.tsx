import type { EventBody } from '@/features/events/model/event-body';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import { ConnectionPill } from '@/features/seat-map/components/connection-pill';
import type { Connection } from '@holdfast/client/seat-map/follower';
import { EventLine } from '@/app/shared/event-line';
import { ShowPoster } from '@/features/events/components/show-poster';
import styles from './show-head.module.css';

/** Which show this is, and whether what the map shows is live. */
export function ShowHead({ event, connection }: { event: EventBody; connection: Connection }) {
  const words = useEventWords(event);
  return (
    <div className={styles.head}>
      <ShowPoster event={event} className={styles.poster ?? ''} />
      <div className={styles.words}>
        <h1>{words.title}</h1>
        <p>
          <EventLine event={event} />
        </p>
      </div>
      <ConnectionPill connection={connection} />
    </div>
  );
}
