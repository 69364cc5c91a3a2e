import { useState } from 'react';
import { useParams } from '@/navigation/history';
import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { OrderProgress } from '@/features/orders/components/order-progress';
import { Timeline } from '@/features/orders/components/timeline';
import { ShowPoster } from '@/features/events/components/show-poster';
import { boughtSeats } from '@/features/orders/store/remembered-orders';
import { useOrder } from '@/features/orders/hooks/use-order';
import type { OrderBody } from '@/features/orders/model/order-body';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import page from '@/app/shared/page.module.css';
import { useOrderDetails } from '@/app/shared/use-order-details';
import { useSeatDetails } from '@/app/shared/use-seat-details';
import { Bought } from './bought';
import { OrderFacts } from './order-facts';
import { Outcome } from './outcome';
import styles from './order.module.css';

export function OrderPage() {
  const text = useText();
  useTitle(text.order.title);
  const orderId = useParams().id ?? '';
  const { order, error, retry, stale } = useOrder(orderId);
  const problem = error && asProblem(error);
  return (
    <div className={page.page}>
      {!order && <h1 className="visually-hidden">{text.order.title}</h1>}
      {stale && <Note look="warn">{text.order.stale}</Note>}
      {problem && (!order || problem.isMismatch) && (
        <ProblemNote problem={problem} onRetry={retry}>
          <ButtonLink to="/orders">{text.nav.orders}</ButtonLink>
        </ProblemNote>
      )}
      {order && <Order order={order} />}
      {!order && (!problem || problem.outcomeUnknown) && (
        <Waiting orderId={orderId} failed={problem !== null} />
      )}
    </div>
  );
}

/** The order is being fetched, perhaps through an outage: what was bought in this tab is known all the same. */
function Waiting({ orderId, failed }: { orderId: string; failed: boolean }) {
  const { loading, order: text } = useText();
  const [bought] = useState(() => boughtSeats(orderId));
  const { known } = useSeatDetails(
    bought?.eventId ?? null,
    bought?.seatIds ?? NO_SEATS,
    bought?.tiers,
  );
  if (failed && !bought) return null;
  return (
    <div className={styles.waiting} role="status" aria-label={loading}>
      {bought ? <p>{text.fetching}</p> : <Skeleton width="16rem" height="2rem" />}
      {known ? <Bought known={known} /> : <Skeleton height="12rem" />}
    </div>
  );
}

const NO_SEATS: number[] = [];

function Order({ order }: { order: OrderBody }) {
  const { known } = useOrderDetails(order);
  return (
    <>
      {known && (
        <div className={styles.band}>
          <ShowPoster event={known.event} className={styles.poster ?? ''} />
        </div>
      )}
      <Outcome order={order} known={known} />
      <div className={styles.block}>
        <OrderProgress order={order} />
        <OrderFacts order={order} known={known} />
        <Timeline order={order} />
      </div>
    </>
  );
}
