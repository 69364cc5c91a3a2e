import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { useText } from '@/i18n/language';
import { asProblem, type Problem } from '@/lib/problem';
import { faultIn, type Fault } from '../model/fault';
import styles from './form.module.css';

/** The text of a field; what is not there is empty. */
export type Values = (name: string) => string;

interface AccountFormProps {
  submit: string;
  look?: 'primary' | 'plain';
  send(values: Values): Promise<void>;
  /** The fields, each with what the server found wrong with it. */
  children(faultOf: (name: string) => string | null): ReactNode;
  /** Its fields are empty again once it was sent. */
  clears?: boolean;
}

export function AccountForm({
  submit,
  look = 'primary',
  send,
  children,
  clears = false,
}: AccountFormProps) {
  const { account: text } = useText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sent, setSent] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  // The first field that is wrong is where the visitor goes on.
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      await send((name) => {
        const value = data.get(name);
        return typeof value === 'string' ? value : '';
      });
      if (clears) setSent(sent + 1);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setBusy(false);
    }
  };

  const wordsOf = (fault: Fault | null) => fault && text.faults[fault];
  const inFields = problem !== null && problem.fields.length > 0;
  return (
    <form ref={form} className={styles.form} onSubmit={(event) => void onSubmit(event)}>
      <div key={sent} className={styles.fields}>
        {children((name) => wordsOf(problem && faultIn(problem.fields, name)))}
      </div>
      {problem && !inFields && <ProblemNote problem={problem} />}
      <Button type="submit" look={look} busy={busy} busyLabel={text.sending}>
        {submit}
      </Button>
    </form>
  );
}
