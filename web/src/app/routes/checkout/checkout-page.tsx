import type { ReactNode } from 'react';
import { useParams } from '@/navigation/history';
import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { ProblemNote } from '@/components/ui/problem-note';
import { clearAttempt } from '@/features/checkout/store/attempt-store';
import { OrderSummary } from '@/features/checkout/components/order-summary';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import type { EventBody } from '@/features/events/model/event-body';
import { Countdown } from '@/features/hold/components/countdown';
import { ExpiredNote } from '@/features/hold/components/expired-note';
import { ExtendButton } from '@/features/hold/components/hold-dock';
import { requestHold, useHold } from '@/features/hold/store/hold-store';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import { EventLine } from '@/app/shared/event-line';
import { eventIdOf } from '@/app/shared/event-path';
import { LeaveGuard } from '@/app/shared/leave-guard';
import page from '@/app/shared/page.module.css';
import { useSeatDetails } from '@/app/shared/use-seat-details';
import { PayPanel } from './pay-panel';
import { useCheckout } from './use-checkout';
import styles from './checkout.module.css';

export function CheckoutPage() {
  const { checkout: text } = useText();
  const eventId = eventIdOf(useParams().id) ?? 0;
  useTitle(text.title);
  const checkout = useCheckout(eventId);
  const details = useSeatDetails(eventId || null, checkout.seatIds);
  return (
    <div className={page.page}>
      <LeaveGuard />
      <h1>{text.title}</h1>
      {details.error && !details.event && <ProblemNote problem={asProblem(details.error)} />}
      <Purchase eventId={eventId} checkout={checkout} details={details} />
    </div>
  );
}

interface PurchaseProps {
  eventId: number;
  checkout: ReturnType<typeof useCheckout>;
  details: ReturnType<typeof useSeatDetails>;
}

/** What there is to pay for, or why there is nothing. */
function Purchase({ eventId, checkout, details }: PurchaseProps) {
  const { attempt, held, expired, inFlight, nothing } = checkout;
  const { event, seats, total } = details;
  const problem = useHold((store) => store.problem);
  const again = (ids: number[]) => {
    clearAttempt();
    void requestHold(eventId, ids);
  };
  if (expired && !inFlight)
    return (
      <div className={styles.expired}>
        <ExpiredNote hold={expired} onAgain={again} />
      </div>
    );
  if (nothing)
    return <Nothing eventId={eventId}>{problem && <ProblemNote problem={problem} />}</Nothing>;
  return (
    <div className={styles.columns}>
      <div>
        {held && !inFlight && (
          <div className={styles.time}>
            <Countdown hold={held} />
            <ExtendButton hold={held} />
          </div>
        )}
        {event && <Summary event={event} seats={seats} total={total} />}
      </div>
      <PayPanel attempt={attempt} hold={held} total={total} />
    </div>
  );
}

function Summary({
  event,
  seats,
  total,
}: { event: EventBody } & Pick<PurchaseProps['details'], 'seats' | 'total'>) {
  const words = useEventWords(event);
  return (
    <OrderSummary
      title={words.title}
      detail={<EventLine event={event} />}
      seats={seats}
      total={total}
    />
  );
}

function Nothing({ eventId, children }: { eventId: number; children: ReactNode }) {
  const { checkout: text } = useText();
  return (
    <Empty title={text.nothingTitle} text={text.nothing}>
      {children}
      <ButtonLink to={eventId ? `/events/${eventId}` : '/'} look="primary">
        {text.toMap}
      </ButtonLink>
    </Empty>
  );
}
