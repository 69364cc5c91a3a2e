import { Link } from '@/navigation/link';
import { useFormat } from '@/i18n/format';
import { wordsFor } from '@/i18n/dictionary';
import { useText } from '@/i18n/language';
import type { OrderBody } from '../model/order-body';
import styles from './order-row.module.css';

interface OrderRowProps {
  order: OrderBody;
  title: string;
}

export function OrderRow({ order, title }: OrderRowProps) {
  const text = useText();
  const format = useFormat();
  const cancelled = order.status === 'CANCELLED';
  const reason = cancelled && order.reason ? wordsFor(text.order.reasons, order.reason) : undefined;
  return (
    <li className={styles.row} data-status={order.status}>
      <div>
        <h2>
          <Link to={`/orders/${order.orderId}`}>{title}</Link>
        </h2>
        <p className={styles.detail}>
          <time dateTime={order.createdAt}>{format.moment(order.createdAt)}</time> ·{' '}
          {text.seats(order.seatIds.length)}
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
