import type { ReactNode } from 'react';
import { useText } from '@/i18n/language';
import { bookingCode } from '../model/booking-code';
import { QrCode } from './qr-code';
import styles from './ticket.module.css';

interface TicketProps {
  orderId: string;
  title: string;
  venue: string;
  when: string;
  seat: { id: number; section: string; row: string; number: string; price: string };
  index: number;
  count: number;
  poster: ReactNode;
  /** Where the seat is in the venue. */
  plan: ReactNode;
  code: string;
  onShowCode(): void;
}

/** One ticket for each seat, on a page of its own when printed. */
export function Ticket(props: TicketProps) {
  const { orderId, title, venue, when, seat, index, count, poster, plan, code } = props;
  const { ticket: text, order } = useText();
  // A place to stand has no number, and perhaps one price.
  const where = [seat.section, seat.row, seat.number].filter((part) => part !== '');
  return (
    <article className={styles.ticket} aria-label={[title, ...where].join(' ')}>
      {poster}
      <div className={styles.words}>
        <p className={styles.of}>{text.of(index, count)}</p>
        <h2>{title}</h2>
        <p>{when}</p>
        <p>{venue}</p>
        <dl className={styles.seat}>
          <div>
            <dt className="visually-hidden">{text.seat}</dt>
            {where.map((part) => (
              <dd key={part}>{part}</dd>
            ))}
          </div>
        </dl>
        <div className={styles.plan}>{plan}</div>
        <p className={styles.small}>
          {seat.price} · {order.number} <strong title={orderId}>{bookingCode(orderId)}</strong>
        </p>
      </div>
      <div className={styles.code}>
        <button type="button" className={styles.enlarge} onClick={props.onShowCode}>
          <QrCode text={code} label={text.code} />
          <span className={styles.small}>{text.enlarge}</span>
        </button>
      </div>
    </article>
  );
}
