import { Link } from '@/navigation/link';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { useServerTime } from '@/components/hooks/use-server-time';
import type { EventBody } from '../model/event-body';
import { saleState } from '../model/sale-state';
import { useEventWords } from '../hooks/use-event-words';
import { SaleLine } from './sale-line';
import { ShowPoster } from './show-poster';
import styles from './event-card.module.css';

/** One show in the list: what, when, where, how much, and how many seats are left. A featured one has room to say more. */
export function EventCard({ event, featured = false }: { event: EventBody; featured?: boolean }) {
  const { events: text } = useText();
  const format = useFormat();
  const words = useEventWords(event);
  const state = saleState(event, useServerTime(true, 1_000));
  const venueTime = format.atVenue(event.dateTime, event.timeZone);
  const price = (amount: number) => format.money(amount, event.currency);
  return (
    <li className={featured ? styles.featured : styles.card} data-state={state}>
      <ShowPoster event={event} className={styles.poster ?? ''} />
      <div className={styles.words}>
        {featured && <p className={styles.flag}>{text.featured}</p>}
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
        <p className={styles.about}>{words.description}</p>
        <p className={styles.price}>
          {text.priceRange(price(event.priceMin), price(event.priceMax))}
        </p>
        <SaleLine event={event} state={state} />
      </div>
    </li>
  );
}
