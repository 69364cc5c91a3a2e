import { useEffect } from 'react';
import type { Problem } from '@/lib/problem';
import { EVERY_MS, isFinal } from '../api/follow';
import styles from '../console.module.css';
import { useHistory } from '../hooks/use-history';
import { useNow } from '../hooks/use-now';
import { Charts } from './charts';
import { Figures } from './figures';
import { Freshness } from './freshness';
import { OrderStates } from './order-states';
import { Promises } from './promises';
import { Verdict } from './verdict';

/** Three readings that did not come: what is shown may be wrong by now. */
const STALE_MS = 3 * EVERY_MS;

interface DashboardProps {
  token: string;
  /** The server does not take this token, now or later. */
  onRefused(problem: Problem): void;
}

export function Dashboard({ token, onRefused }: DashboardProps) {
  const { history, problem } = useHistory(token);
  const now = useNow();
  const last = history.readings.at(-1);
  const age = last ? Math.max(0, now - last.at) : null;
  const isStale = age !== null && age > STALE_MS;
  useEffect(() => {
    if (problem && isFinal(problem)) onRefused(problem);
  }, [problem, onRefused]);
  return (
    <div className={styles.dashboard} data-stale={isStale || undefined}>
      <Freshness age={age} isStale={isStale} problem={problem} restarted={history.restarted} />
      {last && (
        <div className={styles.figuresAndCharts}>
          <Verdict history={history} />
          <Figures history={history} />
          <Charts history={history} now={Math.max(now, last.at)} />
          <div className={styles.columns}>
            <OrderStates health={last.health} />
            <Promises health={last.health} />
          </div>
        </div>
      )}
    </div>
  );
}
