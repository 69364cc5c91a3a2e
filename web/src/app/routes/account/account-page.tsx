import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { accountQuery } from '@/features/account/api/account';
import { linksQuery } from '@/features/account/api/providers';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import { useSessionKind } from '@/lib/signed-in';
import { pageHistory } from '@/navigation/history';
import { logInPath } from '@/app/shared/event-path';
import page from '@/app/shared/page.module.css';
import { DeleteAccount } from './delete-account';
import { Links } from './links';
import { Part } from './part';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';
import { Sessions } from './sessions';
import styles from './account.module.css';

export function AccountPage() {
  const { account: text } = useText();
  useTitle(text.title);
  const isUser = useSessionKind(({ kind }) => kind === 'user');
  useEffect(() => {
    if (!isUser) pageHistory.replace(logInPath('/account'));
  }, [isUser]);
  return <div className={page.page}>{isUser && <Account />}</div>;
}

function Account() {
  const { account: text, loading } = useText();
  const format = useFormat();
  const { data: account, error, refetch } = useQuery(accountQuery());
  const { data: ways } = useQuery(linksQuery());
  const hasPassword = ways?.password ?? true;
  return (
    <>
      <h1>{text.title}</h1>
      {!account && error && (
        <ProblemNote problem={asProblem(error)} onRetry={() => void refetch()} />
      )}
      {!account && !error && (
        <div role="status" aria-label={loading}>
          <Skeleton height="12rem" />
        </div>
      )}
      {account && (
        <>
          <p className={page.lead}>
            {account.email} · {text.since(format.day(account.createdAt))}
          </p>
          <div className={styles.parts}>
            <ProfileForm account={account} />
            {hasPassword ? <PasswordForm email={account.email} /> : <NoPassword />}
            <Links />
            <Sessions />
            <DeleteAccount email={account.email} hasPassword={hasPassword} />
          </div>
        </>
      )}
    </>
  );
}

function NoPassword() {
  const { account: text } = useText();
  return (
    <Part title={text.noPasswordTitle} lead={text.noPasswordLead}>
      <ButtonLink to="/forgot">{text.forgot}</ButtonLink>
    </Part>
  );
}
