import { useQuery } from '@tanstack/react-query';
import { useTitle } from '@/components/hooks/use-title';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { mailboxQuery } from '@/features/account/api/mailbox';
import type { Letter } from '@/features/account/model/account-body';
import { pathIn } from '@/features/account/model/link-token';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import page from '@/app/shared/page.module.css';
import styles from './mailbox.module.css';

/** A letter is sent a moment after it was asked for. */
const EVERY_MS = 3_000;

/** The mails of a demo: it has no mail server, and its visitors need their links. */
export function MailboxPage() {
  const { account: text, loading } = useText();
  useTitle(text.mailboxTitle);
  const query = { ...mailboxQuery(), refetchInterval: EVERY_MS };
  const { data: letters, error, refetch } = useQuery(query);
  if (letters === null) return <Empty art title={text.mailboxTitle} text={text.mailboxNone} />;
  return (
    <div className={page.page}>
      <h1>{text.mailboxTitle}</h1>
      <p className={page.lead}>{text.mailboxLead}</p>
      <div className={styles.tools}>
        <Button onClick={() => void refetch()}>{text.refresh}</Button>
      </div>
      {!letters && error && (
        <ProblemNote problem={asProblem(error)} onRetry={() => void refetch()} />
      )}
      {!letters && !error && (
        <div role="status" aria-label={loading}>
          <Skeleton height="6rem" />
        </div>
      )}
      {letters?.length === 0 && <p>{text.mailboxEmpty}</p>}
      <ul className={styles.letters}>
        {letters?.map((letter, index) => (
          <Opened key={`${letters.length - index}`} letter={letter} />
        ))}
      </ul>
    </div>
  );
}

function Opened({ letter: { to, subject, text: written } }: { letter: Letter }) {
  const { account: text } = useText();
  const path = pathIn(written);
  return (
    <li className={styles.letter}>
      <h2>{subject}</h2>
      <p className={styles.to}>{text.letterTo(to)}</p>
      <p className={styles.text}>{written}</p>
      {path && (
        <ButtonLink to={path} look="primary">
          {text.openLink}
        </ButtonLink>
      )}
    </li>
  );
}
