import type { ReactNode } from 'react';
import { useText } from '@/i18n/language';
import styles from './dock.module.css';

interface DockProps {
  label: string;
  /** There is nothing in it yet. */
  empty?: boolean;
  children: ReactNode;
}

/** Below the map: seats, their total, and the one thing to do next. */
export function Dock({ label, empty = false, children }: DockProps) {
  return (
    <section className={styles.dock} aria-label={label} data-empty={empty || undefined}>
      {children}
    </section>
  );
}

export function DockSeats({ children }: { children: ReactNode }) {
  return <ul className={styles.seats}>{children}</ul>;
}

/** One seat with its price and its actions. */
export function DockSeat({ place, price, children }: DockSeatProps) {
  return (
    <li>
      <span>{place}</span>
      <span className={styles.price}>{price}</span>
      {children}
    </li>
  );
}

interface DockSeatProps {
  place: string;
  price: string;
  children?: ReactNode;
}

/** The total, and beside it the button. */
export function DockAct({ total, children }: { total: string; children: ReactNode }) {
  const { dock: text } = useText();
  return (
    <div className={styles.act}>
      <p className={styles.total}>
        <span>{text.total}</span>
        <strong key={total}>{total}</strong>
      </p>
      {children}
    </div>
  );
}
