import { useMemo } from 'react';
import { encode } from 'uqr';
import { useText } from '@/i18n/language';
import styles from './ticket.module.css';

interface TicketProps {
  orderId: string;
  title: string;
  venue: string;
  when: string;
  seat: { id: number; section: string; row: string; number: string; price: string };
  index: number;
  count: number;
}

/** One ticket for each seat, on a page of its own when printed. */
export function Ticket({ orderId, title, venue, when, seat, index, count }: TicketProps) {
  const { ticket: text, order } = useText();
  return (
    <article
      className={styles.ticket}
      aria-label={`${title} ${seat.section} ${seat.row} ${seat.number}`}
    >
      <div className={styles.words}>
        <p className={styles.of}>{text.of(index, count)}</p>
        <h2>{title}</h2>
        <p>{when}</p>
        <p>{venue}</p>
        <dl className={styles.seat}>
          <div>
            <dt className="visually-hidden">{text.seat}</dt>
            <dd>{seat.section}</dd>
            <dd>{seat.row}</dd>
            <dd>{seat.number}</dd>
          </div>
        </dl>
        <p className={styles.small}>
          {seat.price} · {order.number} <code>{orderId}</code>
        </p>
      </div>
      <div className={styles.code}>
        <Code text={`holdfast:${orderId}/${seat.id}`} label={text.code} />
        <p className={styles.small}>{text.keep}</p>
      </div>
    </article>
  );
}

function Code({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: 2 });
    const squares = code.data.flatMap((row, y) =>
      row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
    );
    return { path: squares.join(''), size: code.size };
  }, [text]);
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      className={styles.qr}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
