import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { OrderBody } from '../api/get-order';
import styles from './timeline.module.css';

/** Everything that was asked and answered about an order, in its order. */
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
            <span>{text.timelineSteps[entry.step] ?? entry.step}</span>
            <span className={styles.outcome} data-outcome={entry.outcome}>
              {text.outcomes[entry.outcome] ?? entry.outcome}
              {entry.attempt > 1 && ` (${text.attempt(entry.attempt)})`}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
