import { useEffect } from 'react';
import { announce } from '@/components/ui/announcer';
import { ButtonLink } from '@/components/ui/button-link';
import { useText } from '@/i18n/language';
import styles from './line.module.css';

/** The sale asks for no pass: it is open to all, or there is nothing left to sell. */
export function OpenPanel({ eventId, soldOut }: { eventId: number; soldOut: boolean }) {
  const { line: text } = useText();
  const [what, next] = soldOut ? [text.soldOut, text.soldOutText] : [text.open, text.openText];
  useEffect(() => announce(what), [what]);
  return (
    <section className={styles.panel}>
      <h2>{what}</h2>
      <p>{next}</p>
      <ButtonLink to={`/events/${eventId}`} look="primary">
        {text.toSeats}
      </ButtonLink>
    </section>
  );
}
