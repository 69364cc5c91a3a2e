import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTitle } from '@/components/hooks/use-title';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { ShowPoster } from '@/features/events/components/show-poster';
import { eventQuery } from '@/features/events/api/get-event';
import type { OrderBody } from '@/features/orders/model/order-body';
import { ordersQuery } from '@/features/orders/api/list-orders';
import { OrderRow } from '@/features/orders/components/order-row';
import { useLanguage, useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import { useSessionKind } from '@/lib/signed-in';
import { Link } from '@/navigation/link';
import { logInPath } from '@/app/shared/event-path';
import { EventLine } from '@/app/shared/event-line';
import page from '@/app/shared/page.module.css';
import styles from './orders.module.css';

export function OrdersPage() {
  const text = useText();
  useTitle(text.orders.title);
  return (
    <div className={page.page}>
      <Orders />
    </div>
  );
}

function Orders() {
  const text = useText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(ordersQuery());
  const isUser = useSessionKind(({ kind }) => kind === 'user');
  const orders = data?.pages.flatMap((one) => one.items) ?? [];
  if (data && orders.length === 0) {
    return (
      <Empty art title={text.orders.title} text={text.orders.empty}>
        <ButtonLink to="/" look="primary">
          {text.orders.emptyNext}
        </ButtonLink>
        {!isUser && <ButtonLink to={logInPath('/orders')}>{text.nav.logIn}</ButtonLink>}
      </Empty>
    );
  }
  return (
    <>
      <h1>{text.orders.title}</h1>
      {data && !isUser && (
        <p className={page.lead}>
          {text.orders.local} <Link to={logInPath('/orders')}>{text.orders.logIn}</Link>
        </p>
      )}
      {!data && error && <ProblemNote problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!data && !error && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height="4rem" />
        </div>
      )}
      <ul className={styles.list}>
        {orders.map((order) => (
          <NamedRow key={order.orderId} order={order} />
        ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {text.orders.more}
        </Button>
      )}
    </>
  );
}

function NamedRow({ order }: { order: OrderBody }) {
  const english = useLanguage() === 'en';
  const { order: text } = useText();
  const { data: event } = useQuery(eventQuery(order.eventId));
  const title = event && (english ? event.titleEn : event.title);
  return (
    <OrderRow
      order={order}
      title={title ?? text.title}
      show={event && <EventLine event={event} />}
      poster={event && <ShowPoster event={event} />}
    />
  );
}
