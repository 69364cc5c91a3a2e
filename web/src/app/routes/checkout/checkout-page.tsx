import type { ReactNode } from 'react';
import { useParams } from '@/navigation/history';
import { useTitle } from '@/components/hooks/use-title';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { ProblemNote } from '@/components/ui/problem-note';
import { Skeleton } from '@/components/ui/skeleton';
import { clearAttempt } from '@/features/checkout/store/attempt-store';
import { Countdown } from '@/features/hold/components/countdown';
import { ExpiredNote } from '@/features/hold/components/expired-note';
import { releaseHold, requestHold } from '@/features/hold/store/hold-store';
import { useText } from '@/i18n/language';
import { eventIdOf } from '@/app/shared/event-path';
import { LeaveGuard } from '@/app/shared/leave-guard';
import page from '@/app/shared/page.module.css';
import type { Checkout } from './checkout-state';
import { PayPanel } from './pay-panel';
import { Summary } from './summary';
import { useCheckout } from './use-checkout';
import styles from './checkout.module.css';

export function CheckoutPage() {
  const { checkout: text } = useText();
  const eventId = eventIdOf(useParams().id) ?? 0;
  useTitle(text.title);
  const { checkout, retry } = useCheckout(eventId);
  return (
    <div className={`${page.page} ${styles.page}`}>
      <LeaveGuard />
      {checkout.state !== 'nothing' && <h1>{text.title}</h1>}
      <Purchase eventId={eventId} checkout={checkout} onRetry={retry} />
    </div>
  );
}

interface PurchaseProps {
  eventId: number;
  checkout: Checkout;
  onRetry(): void;
}

function Purchase({ eventId, checkout, onRetry }: PurchaseProps) {
  switch (checkout.state) {
    case 'loading':
      return <Waiting />;
    case 'nothing':
      return (
        <Nothing eventId={eventId}>
          {checkout.problem && <ProblemNote problem={checkout.problem} />}
        </Nothing>
      );
    case 'failed':
      return <Failed checkout={checkout} onRetry={onRetry} />;
    case 'expired':
      return <Expired eventId={eventId} checkout={checkout} />;
    case 'held':
    case 'paying':
      return (
        <div className={styles.columns}>
          {checkout.known ? <Summary known={checkout.known} /> : <div />}
          <PayPanel purchase={checkout} />
        </div>
      );
  }
}

/** The hold stands and its price is unknown: its time is shown, and there is nothing to press that costs money. */
function Failed({
  checkout,
  onRetry,
}: {
  checkout: Checkout & { state: 'failed' };
  onRetry(): void;
}) {
  const { hold: text } = useText();
  return (
    <div className={styles.failed}>
      <Countdown hold={checkout.hold} />
      <ProblemNote problem={checkout.problem} onRetry={onRetry}>
        <Button look="quiet" onClick={() => void releaseHold()}>
          {text.release}
        </Button>
      </ProblemNote>
    </div>
  );
}

function Expired({
  eventId,
  checkout,
}: {
  eventId: number;
  checkout: Checkout & { state: 'expired' };
}) {
  const { hold, known } = checkout;
  const again = () => {
    clearAttempt();
    void requestHold(eventId, known?.wish ?? { seatIds: hold.seatIds, places: [] });
  };
  return (
    <div className={styles.expired}>
      <ExpiredNote places={known?.lines.map(({ place }) => place) ?? []} onAgain={again} />
    </div>
  );
}

function Nothing({ eventId, children }: { eventId: number; children: ReactNode }) {
  const { checkout: text } = useText();
  return (
    <Empty art title={text.nothingTitle} text={text.nothing}>
      {children}
      <ButtonLink to={eventId ? `/events/${eventId}` : '/'} look="primary">
        {text.toMap}
      </ButtonLink>
    </Empty>
  );
}

/** The shape of the page while it is unknown what there is to pay for. */
function Waiting() {
  const { loading } = useText();
  return (
    <div className={styles.columns} role="status" aria-label={loading}>
      <div className={styles.waiting}>
        <Skeleton width="14rem" height="1.5rem" />
        <Skeleton width="18rem" />
        <Skeleton height="6rem" />
      </div>
      <Skeleton height="14rem" />
    </div>
  );
}
