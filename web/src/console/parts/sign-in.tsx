import { useId, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import type { Problem } from '@/lib/problem';
import styles from '../console.module.css';
import type { Words } from '../words/ko';
import { useWords } from '../words/use-words';

interface SignInProps {
  /** Why the last token did not open the console. */
  refusal: Problem | null;
  onToken(token: string): void;
}

export function SignIn({ refusal, onToken }: SignInProps) {
  const words = useWords();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token === 'string' && token.trim() !== '') onToken(token.trim());
  };
  return (
    <form className={styles.signIn} onSubmit={submit}>
      <h1>{words.signIn.title}</h1>
      <p className={styles.quiet}>{words.signIn.text}</p>
      <label htmlFor={id}>{words.signIn.token}</label>
      <div className={styles.field}>
        <input
          id={id}
          name="token"
          type="password"
          autoComplete="off"
          required
          aria-describedby={`${id}-hint`}
        />
        <Button look="primary" type="submit">
          {words.signIn.open}
        </Button>
      </div>
      {refusal && <Refusal refusal={refusal} words={words} />}
      <p id={`${id}-hint`} className={styles.hint}>
        {words.signIn.hint}
      </p>
    </form>
  );
}

function Refusal({ refusal, words }: { refusal: Problem; words: Words }) {
  const text = sentence(refusal, words);
  if (text === null) return <ProblemNote problem={refusal} />;
  return (
    <p role="alert" className={styles.bad} data-code={refusal.code}>
      {text}
    </p>
  );
}

function sentence({ status }: Problem, { refused }: Words): string | null {
  if (status === 401) return refused.wrong;
  if (status === 403) return refused.closed;
  return status === 404 ? refused.absent : null;
}
