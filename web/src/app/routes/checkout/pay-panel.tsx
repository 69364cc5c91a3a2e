import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { methodsQuery } from '@/features/checkout/api/list-methods';
import { PaymentMethods } from '@/features/checkout/components/payment-methods';
import type { Refusal } from '@/features/checkout/model/attempt';
import { UnknownNote } from '@/features/checkout/components/unknown-note';
import { clearAttempt, pay } from '@/features/checkout/store/attempt-store';
import { Countdown } from '@/features/hold/components/countdown';
import { ExtendButton } from '@/features/hold/components/hold-dock';
import { useText } from '@/i18n/language';
import { useSessionKind } from '@/lib/signed-in';
import { useHistory } from '@/navigation/history';
import { Link } from '@/navigation/link';
import { asProblem } from '@/lib/problem';
import { logInPath } from '@/app/shared/event-path';
import type { Checkout } from './checkout-state';
import styles from './checkout.module.css';

type Purchase = Extract<Checkout, { state: 'held' | 'paying' }>;

/** How to pay, and the one button. A press is one order, whatever happens to its response. */
export function PayPanel({ purchase }: { purchase: Purchase }) {
  const { checkout: text } = useText();
  const { data: methods, error, isFetching, refetch } = useQuery(methodsQuery());
  const [picked, setPicked] = useState<string>();
  const paying = purchase.state === 'paying';
  // The method that was sent is the one that is shown, also after a reload.
  const sent = paying ? purchase.method : null;
  const method = sent ?? picked ?? (methods?.demo ? methods.items[0]?.token : undefined);
  const press = () => {
    if (paying || !methods) return;
    const { eventId, seatIds, holdToken, tiers } = purchase.hold;
    pay({ eventId, seatIds, ...(method && { paymentMethod: method }) }, holdToken, tiers);
  };
  return (
    <div className={styles.pay}>
      {!methods && !error && <Skeleton height="16rem" />}
      {!methods && error && !paying && (
        <ProblemNote
          problem={asProblem(error)}
          {...(isFetching ? {} : { onRetry: () => void refetch() })}
        />
      )}
      {methods && (
        <PaymentMethods methods={methods} chosen={method} disabled={paying} onChoose={setPicked} />
      )}
      {paying && purchase.unknown && <UnknownNote tries={purchase.tries} />}
      {!paying && purchase.refusal && <Refused refusal={purchase.refusal} />}
      <p className={styles.next}>{text.next}</p>
      {!paying && <AsGuest />}
      <div className={styles.bar}>
        {!paying && (
          <div className={styles.time}>
            <Countdown hold={purchase.hold} />
            <ExtendButton hold={purchase.hold} />
          </div>
        )}
        <Button
          look="primary"
          className={styles.button}
          busy={paying}
          busyLabel={text.paying}
          disabled={!paying && !methods}
          onClick={press}
        >
          {purchase.known ? text.pay(purchase.known.total) : text.title}
        </Button>
      </div>
    </div>
  );
}

/** What a guest has to know before paying, and the way to log in, which keeps the seats. */
function AsGuest() {
  const { checkout: text } = useText();
  const { pathname } = useHistory().location;
  const isUser = useSessionKind(({ kind }) => kind === 'user');
  if (isUser) return null;
  return (
    <p className={styles.next}>
      {text.guest} <Link to={logInPath(pathname)}>{text.guestLogIn}</Link>
    </p>
  );
}

/** What a session has to prove can be paid for after another log-in: the hold stays meanwhile. */
const LOG_IN = new Set(['SESSION_ENDED', 'TOKEN_INVALID', 'UNAUTHENTICATED']);

function Refused({ refusal }: { refusal: Refusal }) {
  const { nav } = useText();
  const { pathname } = useHistory().location;
  const isUser = useSessionKind(({ kind }) => kind === 'user');
  const needsLogIn = LOG_IN.has(refusal.code);
  // After the log-in it is old news.
  useEffect(() => {
    if (needsLogIn && isUser) clearAttempt();
  }, [needsLogIn, isUser]);
  return (
    <ProblemNote problem={refusal}>
      {needsLogIn && (
        <ButtonLink to={logInPath(pathname)} look="primary">
          {nav.logIn}
        </ButtonLink>
      )}
    </ProblemNote>
  );
}
