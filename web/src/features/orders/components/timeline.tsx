import { useFormat } from '@/i18n/format';
import { wordsFor } from '@/i18n/dictionary';
import { useText } from '@/i18n/language';
import type { OrderBody } from '../model/order-body';
import styles from './timeline.module.css';

/** Every step of an order and its outcome, in the order in which they happened. */
export function Timeline({ order }: { order: OrderBody }) {
  const { order: text } = useText();
  const format = useFormat();
  return (
    <details className={styles.timeline}>
      <summary>{text.timeline}</summary>
      <ol>
        {order.timeline.map((entry, index) => (
          <li key={index}>
            <time dateTime={entry.at}>{format.time(entry.at)}</time>
            <span>{wordsFor(text.timelineSteps, entry.step) ?? entry.step}</span>
            <span className={styles.outcome} data-outcome={entry.outcome}>
              {wordsFor(text.outcomes, entry.outcome) ?? entry.outcome}
              {entry.attempt > 1 && ` (${text.attempt(entry.attempt)})`}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
