import { useEffect, useState } from 'react';
import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { ProblemNote } from '@/components/ui/problem-note';
import { goOn } from '@/features/account/api/providers';
import { providerReturn } from '@/features/account/model/provider-return';
import { useText } from '@/i18n/language';
import { asProblem, type Problem } from '@/lib/problem';
import { useSessionKind } from '@/lib/signed-in';
import { pageHistory, useHistory } from '@/navigation/history';
import page from '@/app/shared/page.module.css';

/** Where the browser arrives from a provider: it goes on, or says what is in the way. */
export function ProviderPage() {
  const { account: text } = useText();
  useTitle(text.providerTitle);
  const [back] = useState(providerReturn(useHistory().location.hash));
  return (
    <div className={page.page}>
      <h1>{text.providerTitle}</h1>
      {back.kind === 'done' ? <GoingOn to={back.to} /> : <Refused code={back.code} />}
    </div>
  );
}

function GoingOn({ to }: { to: string }) {
  const { account: text } = useText();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let here = true;
    goOn().then(
      () => here && pageHistory.replace(to),
      (cause: unknown) => here && setProblem(asProblem(cause)),
    );
    return () => {
      here = false;
    };
  }, [to, tries]);
  const again = () => {
    setProblem(null);
    setTries(tries + 1);
  };
  return problem ? (
    <ProblemNote problem={problem} onRetry={again} />
  ) : (
    <p className={page.lead} role="status">
      {text.providerGoingOn}
    </p>
  );
}

/** A user is here because a link was refused, anyone else because a log-in was. */
function Refused({ code }: { code: string }) {
  const { account: text } = useText();
  const isUser = useSessionKind(({ kind }) => kind === 'user');
  return (
    <ProblemNote problem={{ code, traceId: null }}>
      {isUser ? (
        <ButtonLink to="/account">{text.title}</ButtonLink>
      ) : (
        <ButtonLink to="/login?next=%2Faccount">{text.logIn}</ButtonLink>
      )}
    </ProblemNote>
  );
}
