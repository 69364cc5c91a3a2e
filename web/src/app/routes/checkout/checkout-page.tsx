import { useParams } from 'react-router';
import { useTitle } from '@/components/hooks/use-title';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { ProblemNote } from '@/components/ui/problem-note';
import { useEventWords } from '@/features/events/hooks/use-event-words';
import type { EventBody } from '@/features/events/api/list-events';
import { OrderSummary } from '@/features/checkout/components/order-summary';
import { Countdown } from '@/features/hold/components/countdown';
import { ExpiredNote } from '@/features/hold/components/expired-note';
import { ExtendButton } from '@/features/hold/components/hold-dock';
import { askForHold, useHold } from '@/features/hold/store/hold-store';
import { settle } from '@/features/checkout/store/attempt-store';
import { asProblem } from '@/lib/problem';
import { useText } from '@/i18n/language';
import { PayPanel } from './pay-panel';
import styles from './checkout.module.css';
import { useCheckout } from './use-checkout';
import { EventLine } from '@/app/shared/event-line';
import { LeaveGuard } from '@/app/shared/leave-guard';
import page from '@/app/shared/page.module.css';
import { eventIdOf } from '@/app/shared/event-id';
import { useSeatDetails } from '@/app/shared/use-seat-details';

export function CheckoutPage() {
  const { checkout: text } = useText();
  const eventId = eventIdOf(useParams().id) ?? 0;
  useTitle(text.title);
  const { attempt, held, expired, onItsWay, seatIds, requesting } = useCheckout(eventId);
  const problem = useHold((store) => store.problem);
  const { event, seats, total, error } = useSeatDetails(eventId || null, seatIds);
  const again = (ids: number[]) => {
    settle();
    void askForHold(eventId, ids);
  };
  return (
    <div className={page.page}>
      <LeaveGuard />
      <h1>{text.title}</h1>
      {error && !event && <ProblemNote problem={asProblem(error)} />}
      {expired && !onItsWay ? (
        <div className={styles.expired}>
          <ExpiredNote hold={expired} onAgain={again} />
        </div>
      ) : !held && !onItsWay && !requesting && attempt.phase !== 'placed' ? (
        <Nothing eventId={eventId}>{problem && <ProblemNote problem={problem} />}</Nothing>
      ) : (
        <div className={styles.columns}>
          <div>
            {held && !onItsWay && (
              <div className={styles.time}>
                <Countdown hold={held} />
                <ExtendButton hold={held} />
              </div>
            )}
            {event && <Summary event={event} seats={seats} total={total} />}
          </div>
          <PayPanel attempt={attempt} hold={held} total={total} />
        </div>
      )}
    </div>
  );
}

function Summary({
  event,
  seats,
  total,
}: { event: EventBody } & Pick<ReturnType<typeof useSeatDetails>, 'seats' | 'total'>) {
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

function Nothing({ eventId, children }: { eventId: number; children: React.ReactNode }) {
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
