import type { ReactNode } from 'react';
import { Link } from '@/navigation/link';
import { useFormat } from '@/i18n/format';
import { wordsFor } from '@/i18n/dictionary';
import { useText } from '@/i18n/language';
import type { OrderBody } from '../model/order-body';
import styles from './order-row.module.css';

interface OrderRowProps {
  order: OrderBody;
  title: string;
  /** When and where the show is; nothing until it is known. */
  show: ReactNode;
  poster: ReactNode;
}

export function OrderRow({ order, title, show, poster }: OrderRowProps) {
  const text = useText();
  const format = useFormat();
  const cancelled = order.status === 'CANCELLED';
  const reason = cancelled && order.reason ? wordsFor(text.order.reasons, order.reason) : undefined;
  return (
    <li className={styles.row} data-status={order.status}>
      <div className={styles.poster}>{poster}</div>
      <div>
        <h2>
          <Link to={`/orders/${order.orderId}`}>{title}</Link>
        </h2>
        {show && <p>{show}</p>}
        <p className={styles.detail}>
          {text.seats(order.seatIds.length)} ·{' '}
          <time dateTime={order.createdAt}>
            {text.order.orderedOn(format.moment(order.createdAt))}
          </time>
        </p>
        {reason && <p className={styles.detail}>{reason[0]}</p>}
      </div>
      <p className={styles.status}>
        {order.stuck ? text.order.headStuck : text.order.status[order.status]}
      </p>
      <p className={styles.amount}>{format.money(order.amount, order.currency)}</p>
    </li>
  );
}
