import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem-note';
import { say } from '@/components/ui/toast';
import { confirmPassword } from '@/features/account/api/confirm-password';
import {
  beginLink,
  deleteLink,
  linksQuery,
  providersQuery,
} from '@/features/account/api/providers';
import { AccountForm, type Values } from '@/features/account/components/account-form';
import { PasswordField } from '@/features/account/components/password-field';
import type { LinkEntry } from '@/features/account/model/provider-body';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { asProblem, type Problem } from '@/lib/problem';
import { Part } from './part';
import styles from './account.module.css';

/** The accounts elsewhere that log in here: each can be taken away, and others added. Nothing where there is no such thing. */
export function Links() {
  const { account: text } = useText();
  const client = useQueryClient();
  const { data: ways } = useQuery(linksQuery());
  const { data: providers } = useQuery(providersQuery());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!ways || !providers || (ways.items.length === 0 && providers.length === 0)) return null;

  const attempt = async (task: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await task();
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setBusy(false);
    }
  };
  const add = (provider: string) =>
    attempt(async () =>
      window.location.assign(await beginLink({ provider, returnTo: '/account' })),
    );
  const remove = (id: string) =>
    attempt(async () => {
      await deleteLink(id);
      say(text.linkDeleted);
      await client.invalidateQueries({ queryKey: linksQuery().queryKey });
    });
  const confirm = async (values: Values) => {
    await confirmPassword({ password: values('password') });
    setProblem(null);
    say(text.confirmed);
  };
  const needsPassword = problem?.code === 'STEP_UP_REQUIRED' && ways.password;
  return (
    <Part title={text.links} lead={text.linksLead}>
      {problem && <ProblemNote problem={problem} />}
      {needsPassword && (
        <AccountForm submit={text.confirm} look="plain" send={confirm}>
          {() => <PasswordField label={text.password} name="password" />}
        </AccountForm>
      )}
      <ul className={styles.sessions}>
        {ways.items.map((link) => (
          <Link key={link.id} link={link} busy={busy} onDelete={() => void remove(link.id)} />
        ))}
      </ul>
      {providers.map(({ name, title }) => (
        <Button key={name} disabled={busy} onClick={() => void add(name)}>
          {text.linkWith(title)}
        </Button>
      ))}
    </Part>
  );
}

interface LinkProps {
  link: LinkEntry;
  busy: boolean;
  onDelete(): void;
}

function Link({ link, busy, onDelete }: LinkProps) {
  const { account: text } = useText();
  const format = useFormat();
  const title = link.title ?? link.issuer;
  return (
    <li className={styles.session}>
      <div>
        <p>{title}</p>
        <p className={styles.detail}>
          {link.email && `${link.email} · `}
          <time dateTime={link.createdAt}>{text.linkedAt(format.day(link.createdAt))}</time>
        </p>
      </div>
      <Button aria-label={text.deleteLinkOf(title)} disabled={busy} onClick={onDelete}>
        {text.deleteLink}
      </Button>
    </li>
  );
}
