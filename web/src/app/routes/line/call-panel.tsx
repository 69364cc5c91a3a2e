import { useState } from 'react';
import { useServerTime } from '@/components/hooks/use-server-time';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { requestPass } from '@/features/admission/store/line-actions';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { Problem } from '@/lib/problem';
import styles from './line.module.css';

/** It is the visitor's turn: the time that is left, and the one button. */
export function CallPanel({ eventId, until }: { eventId: number; until: string }) {
  const { line: text } = useText();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const left = Date.parse(until) - useServerTime();
  const enter = async () => {
    setBusy(true);
    setProblem(await requestPass(eventId));
    setBusy(false);
  };
  return (
    <section className={styles.panel} data-called>
      <h2>{text.called}</h2>
      <p>{text.calledText}</p>
      <div>
        <p className={styles.label}>{text.calledLeft}</p>
        <p className={styles.clock} role="timer" aria-live="off">
          {format.clock(left)}
        </p>
      </div>
      {problem && <ProblemNote problem={problem} />}
      <div className={styles.actions}>
        <Button
          look="primary"
          className={styles.enter}
          busy={busy}
          busyLabel={text.entering}
          onClick={() => void enter()}
        >
          {text.enter}
        </Button>
      </div>
    </section>
  );
}
