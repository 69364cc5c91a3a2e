import { Check, Minus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { OrderBody } from '../model/order-body';
import { progressOf, type StepState } from '../model/progress';
import styles from './order-progress.module.css';

/** Paid, seats secured, done: each shown when it is true and not before. */
export function OrderProgress({ order }: { order: OrderBody }) {
  const { order: text } = useText();
  const format = useFormat();
  const words: Record<Exclude<StepState, 'done'>, string> = {
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
              {state === 'done' ? text.steps[name][1] : words[state]}
              {state === 'done' && at && <time dateTime={at}> · {format.time(at)}</time>}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

const MARKS: Record<StepState, ReactNode> = {
  done: <Check size={16} />,
  failed: <X size={16} />,
  waiting: <Minus size={16} />,
  skipped: <Minus size={16} />,
  working: <span className={styles.pulse} />,
};

function Mark({ state }: { state: StepState }) {
  return (
    <span className={styles.mark} aria-hidden="true">
      {MARKS[state]}
    </span>
  );
}
