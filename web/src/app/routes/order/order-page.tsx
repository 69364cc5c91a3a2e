import { useParams } from '@/navigation/history';
import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { OrderProgress } from '@/features/orders/components/order-progress';
import { Timeline } from '@/features/orders/components/timeline';
import { useOrder } from '@/features/orders/hooks/use-order';
import type { OrderBody } from '@/features/orders/model/order-body';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import page from '@/app/shared/page.module.css';
import { useSeatDetails } from '@/app/shared/use-seat-details';
import { OrderFacts } from './order-facts';
import { Outcome } from './outcome';
import styles from './order.module.css';

export function OrderPage() {
  const text = useText();
  useTitle(text.order.title);
  const { order, error, retry, stale } = useOrder(useParams().id ?? '');
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
      {!order && !problem && (
        <div role="status" aria-label={text.loading}>
          <Skeleton width="16rem" height="2rem" />
        </div>
      )}
    </div>
  );
}

function Order({ order }: { order: OrderBody }) {
  const { known } = useSeatDetails(order.eventId, order.seatIds);
  return (
    <>
      <Outcome order={order} />
      <div className={styles.block}>
        <OrderProgress order={order} />
        <OrderFacts order={order} known={known} />
        <Timeline order={order} />
      </div>
    </>
  );
}
