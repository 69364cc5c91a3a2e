import { useFormat } from '@/i18n/format';
import { Note } from '@/components/ui/note';
import type { Problem } from '@/lib/problem';
import styles from '../console.module.css';
import type { Words } from '../words/ko';
import { useWords } from '../words/use-words';

interface FreshnessProps {
  /** Of the figures below, in milliseconds; `null` before the first. */
  age: number | null;
  isStale: boolean;
  problem: Problem | null;
  restarted: boolean;
}

/** Whether what stands below is true now. */
export function Freshness({ age, isStale, problem, restarted }: FreshnessProps) {
  const words = useWords();
  const format = useFormat();
  const state = stateOf(age, isStale);
  return (
    <>
      <p className={styles.freshness} data-state={state}>
        <span className={styles.lamp} aria-hidden="true" />
        {state === 'live' && words.live}
        {state === 'waiting' && words.waiting}
        {state === 'stale' && words.stale(format.duration(age ?? 0))}
      </p>
      <div role="status">
        {problem && <Note look="warn">{trouble(problem, age !== null, words)}</Note>}
        {!problem && restarted && <Note>{words.restarted}</Note>}
      </div>
    </>
  );
}

function stateOf(age: number | null, isStale: boolean): 'waiting' | 'stale' | 'live' {
  if (age === null) return 'waiting';
  return isStale ? 'stale' : 'live';
}

function trouble(problem: Problem, hasFigures: boolean, words: Words): string {
  if (problem.code === 'UNREADABLE') return words.unreadable;
  if (!hasFigures) return words.goneBefore;
  return problem.code === 'NETWORK' ? words.gone : words.failing;
}
