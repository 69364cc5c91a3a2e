import { useParams } from 'react-router';
import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import type { EventBody } from '@/features/events/api/list-events';
import type { OrderBody } from '@/features/orders/api/get-order';
import { OrderProgress } from '@/features/orders/components/order-progress';
import { Timeline } from '@/features/orders/components/timeline';
import { useOrder } from '@/features/orders/hooks/use-order';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import { EventLine } from '@/app/shared/event-line';
import { Outcome } from './outcome';
import styles from './order.module.css';
import page from '@/app/shared/page.module.css';
import { useSeatDetails } from '@/app/shared/use-seat-details';

export function OrderPage() {
  const text = useText();
  useTitle(text.order.title);
  const { order, error, retry, stale } = useOrder(useParams().id ?? '');
  return (
    <div className={page.page}>
      {!order && <h1 className="visually-hidden">{text.order.title}</h1>}
      {stale && <Note look="warn">{text.order.stale}</Note>}
      {order ? (
        <Told order={order} />
      ) : error ? (
        <ProblemNote problem={asProblem(error)} onRetry={retry}>
          <ButtonLink to="/orders">{text.nav.orders}</ButtonLink>
        </ProblemNote>
      ) : (
        <div role="status" aria-label={text.loading}>
          <Skeleton width="16rem" height="2rem" />
        </div>
      )}
    </div>
  );
}

function Told({ order }: { order: OrderBody }) {
  const { event, seats } = useSeatDetails(order.eventId, order.seatIds);
  return (
    <>
      <Outcome order={order} />
      <div className={styles.block}>
        <OrderProgress order={order} />
        <Facts order={order} event={event} places={seats.map((seat) => seat.place)} />
        <Timeline order={order} />
      </div>
    </>
  );
}

function Facts({
  order,
  event,
  places,
}: {
  order: OrderBody;
  event: EventBody | undefined;
  places: string[];
}) {
  const { order: text } = useText();
  const format = useFormat();
  return (
    <dl className={styles.facts}>
      {event && <Show event={event} label={text.showLabel} />}
      <div>
        <dt>{text.seatsLabel}</dt>
        <dd>
          {places.map((place) => (
            <span key={place} style={{ display: 'block' }}>
              {place}
            </span>
          ))}
        </dd>
      </div>
      <div>
        <dt>{text.amount}</dt>
        <dd>{format.money(order.amount, order.currency)}</dd>
      </div>
      <div>
        <dt>{text.placedAt}</dt>
        <dd>
          <time dateTime={order.createdAt}>{format.moment(order.createdAt)}</time>
        </dd>
      </div>
      <div>
        <dt>{text.number}</dt>
        <dd>
          <code>{order.orderId}</code>
        </dd>
      </div>
    </dl>
  );
}

function Show({ event, label }: { event: EventBody; label: string }) {
  const words = useEventWords(event);
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <strong>{words.title}</strong>
        <br />
        <EventLine event={event} />
      </dd>
    </div>
  );
}
