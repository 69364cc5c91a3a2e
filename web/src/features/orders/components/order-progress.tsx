import { Check, Minus, X } from 'lucide-react';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { OrderBody } from '../api/get-order';
import { progressOf, type StepState } from '../model/progress';
import styles from './order-progress.module.css';

/** Paid, seats secured, done: each said when it is true and not before. */
export function OrderProgress({ order }: { order: OrderBody }) {
  const { order: text } = useText();
  const format = useFormat();
  const words: Record<StepState, string | null> = {
    done: null,
    working: text.working,
    waiting: text.pending,
    failed: text.failed,
    skipped: text.skipped,
  };
  return (
    <ol className={styles.steps}>
      {progressOf(order).map(({ name, state, at }) => (
        <li
          key={name}
          data-state={state}
          data-step={name}
          aria-current={state === 'working' ? 'step' : undefined}
        >
          <Mark state={state} />
          <div>
            <p className={styles.name}>{text.steps[name][0]}</p>
            <p className={styles.word}>
              {words[state] ?? text.steps[name][1]}
              {state === 'done' && at && <time dateTime={at}> · {format.time(at)}</time>}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function Mark({ state }: { state: StepState }) {
  const Icon = state === 'done' ? Check : state === 'failed' ? X : Minus;
  return (
    <span className={styles.mark} aria-hidden="true">
      {state === 'working' ? <span className={styles.pulse} /> : <Icon size={16} />}
    </span>
  );
}
