import type { ReactNode } from 'react';
import { useText } from '@/i18n/language';
import styles from './order-summary.module.css';

interface OrderSummaryProps {
  title: string;
  detail: ReactNode;
  lines: { key: string; place: string; price: string }[];
  total: string;
}

export function OrderSummary({ title, detail, lines, total }: OrderSummaryProps) {
  const { dock, checkout } = useText();
  return (
    <section className={styles.summary} aria-label={checkout.summary}>
      <h2>{title}</h2>
      <p className={styles.detail}>{detail}</p>
      <ul>
        {lines.map(({ key, place, price }) => (
          <li key={key}>
            <span>{place}</span>
            <span>{price}</span>
          </li>
        ))}
      </ul>
      <p className={styles.total}>
        <span>{dock.total}</span>
        <strong>{total}</strong>
      </p>
    </section>
  );
}
