import { OrderSummary } from '@/features/checkout/components/order-summary';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import { EventLine } from '@/app/shared/event-line';
import { ShowPoster } from '@/features/events/components/show-poster';
import type { Known } from '@/app/shared/use-seat-details';
import styles from './checkout.module.css';

/** What is being bought. */
export function Summary({ known }: { known: Known }) {
  const { event, lines, total } = known;
  const words = useEventWords(event);
  return (
    <div>
      <div className={styles.band}>
        <ShowPoster event={event} className={styles.poster ?? ''} />
      </div>
      <OrderSummary
        title={words.title}
        detail={<EventLine event={event} />}
        lines={lines}
        total={total}
      />
    </div>
  );
}
