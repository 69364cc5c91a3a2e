import { useEffect, useState, type ReactNode } from 'react';
import { useText } from '@/i18n/language';
import { wordsFor } from '@/i18n/dictionary';
import type { ProblemCode } from '@/lib/problem';
import { Button } from './button';
import styles from './note.module.css';

interface ProblemLike {
  code: ProblemCode;
  traceId: string | null;
  retryAfterSeconds?: number | null;
}

interface ProblemNoteProps {
  problem: ProblemLike;
  onRetry?: () => void;
  children?: ReactNode;
}

/** What happened, what to do next, and the trace id for a question to support. */
export function ProblemNote({ problem, onRetry, children }: ProblemNoteProps) {
  const text = useText();
  const [what, next] = wordsFor(text.problems, problem.code) ?? text.problems.UNREADABLE;
  const wait = problem.retryAfterSeconds;
  return (
    <div className={`${styles.note} ${styles.bad}`} role="alert" data-code={problem.code}>
      <p>
        <strong>{what}</strong> {next} {wait ? text.error.retryIn(wait) : null}
      </p>
      <div className={styles.actions}>
        {onRetry && <Button onClick={onRetry}>{text.error.retry}</Button>}
        {children}
        {problem.traceId && <CopyTrace traceId={problem.traceId} />}
      </div>
    </div>
  );
}

function CopyTrace({ traceId }: { traceId: string }) {
  const { error } = useText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    // Without a secure context there is no clipboard: the id is on the page to be selected.
    navigator.clipboard?.writeText(traceId).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <span className={styles.trace}>
      <Button look="quiet" onClick={copy}>
        {copied ? error.copied : error.copy}
      </Button>
      <code title={error.trace}>{traceId}</code>
    </span>
  );
}
