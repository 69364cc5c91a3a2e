import type { ReactNode } from 'react';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import type { EventBody } from '@/features/events/model/event-body';
import type { OrderBody } from '@/features/orders/model/order-body';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { EventLine } from '@/app/shared/event-line';
import type { SeatDetails } from '@/app/shared/use-seat-details';
import styles from './order.module.css';

interface OrderFactsProps {
  order: OrderBody;
  known: SeatDetails['known'];
}

/** What was ordered, when, and for how much. */
export function OrderFacts({ order, known }: OrderFactsProps) {
  const { order: text, seats } = useText();
  const format = useFormat();
  return (
    <dl className={styles.facts}>
      {known && (
        <Fact label={text.showLabel}>
          <Show event={known.event} />
        </Fact>
      )}
      <Fact label={text.seatsLabel}>
        {known ? (
          <ul>
            {known.lines.map(({ key, place }) => (
              <li key={key}>{place}</li>
            ))}
          </ul>
        ) : (
          seats(order.seatIds.length)
        )}
      </Fact>
      <Fact label={text.amount}>{format.money(order.amount, order.currency)}</Fact>
      <Fact label={text.placedAt}>
        <time dateTime={order.createdAt}>{format.moment(order.createdAt)}</time>
      </Fact>
      <Fact label={text.number}>
        <code>{order.orderId}</code>
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Show({ event }: { event: EventBody }) {
  const words = useEventWords(event);
  return (
    <>
      <strong>{words.title}</strong>
      <br />
      <EventLine event={event} />
    </>
  );
}
