import { Link } from '@/navigation/link';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { useServerTime } from '@/components/hooks/use-server-time';
import type { EventBody } from '../model/event-body';
import { saleState } from '../model/sale-state';
import { useEventWords } from '../hooks/use-event-words';
import styles from './event-row.module.css';

/** One show in the list: when, what, where, how much, and how many seats are left. */
export function EventRow({ event }: { event: EventBody }) {
  const { events: text } = useText();
  const format = useFormat();
  const words = useEventWords(event);
  const venueTime = format.atVenue(event.dateTime, event.timeZone);
  const price = (amount: number) => format.money(amount, event.currency);
  return (
    <li className={styles.row}>
      <DateBlock iso={event.dateTime} />
      <div className={styles.what}>
        <h2>
          <Link to={`/events/${event.id}`} className={styles.link}>
            {words.title}
          </Link>
        </h2>
        <p className={styles.where}>{words.venue}</p>
        <p className={styles.when}>
          <time dateTime={event.dateTime}>{format.moment(event.dateTime)}</time>
          {venueTime && <span> ({text.venueTime(venueTime)})</span>}
        </p>
      </div>
      <p className={styles.price}>
        {text.priceRange(price(event.priceMin), price(event.priceMax))}
      </p>
      <SaleBlock event={event} />
    </li>
  );
}

function DateBlock({ iso }: { iso: string }) {
  const format = useFormat();
  const { month, day, weekday } = format.dateParts(iso);
  return (
    <p className={styles.date} aria-hidden="true">
      <span className={styles.month}>{month}</span>
      <span className={styles.day}>{day}</span>
      <span className={styles.weekday}>{weekday}</span>
    </p>
  );
}

function SaleBlock({ event }: { event: EventBody }) {
  const { events: text } = useText();
  const format = useFormat();
  const opensAt = Date.parse(event.onSaleAt);
  const now = useServerTime(true, 500);
  const state = saleState(event, now);
  const number = format.number;
  const share = event.capacity === 0 ? 0 : event.available / event.capacity;
  return (
    <div className={styles.sale} data-state={state}>
      <p className={styles.state}>
        {state === 'opens' ? (
          <>
            {text.opensIn} <span className={styles.clock}>{format.clock(opensAt - now)}</span>
          </>
        ) : (
          text[state]
        )}
      </p>
      <span className={styles.meter} aria-hidden="true">
        <span style={{ inlineSize: `${Math.max(share * 100, event.available > 0 ? 1.5 : 0)}%` }} />
      </span>
      <p className={styles.left}>
        {state === 'opens'
          ? text.opensAt(format.moment(event.onSaleAt))
          : text.left(number(event.available), number(event.capacity))}
      </p>
    </div>
  );
}
