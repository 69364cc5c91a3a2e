import { useEffect, useState } from 'react';
import { pageHistory } from '@/navigation/history';
import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { requestHold } from '@/features/hold/store/hold-store';
import type { OrderBody } from '@/features/orders/model/order-body';
import {
  countPlaces,
  loseSeats,
  openBasket,
  replaceSeats,
} from '@/features/basket/store/basket-store';
import type { Known } from '@/app/shared/use-seat-details';
import { wordsFor, type Dictionary } from '@/i18n/dictionary';
import { useText } from '@/i18n/language';
import styles from './order.module.css';

interface OutcomeProps {
  order: OrderBody;
  known: Known | null;
}

/** The one thing that the buyer came for: the outcome of the order, and what to do next. */
export function Outcome({ order, known }: OutcomeProps) {
  const { order: text } = useText();
  const [head, ...lines] = sentencesFor(order, text);
  const spoken = [head, ...lines].join(' ');
  useEffect(() => announce(spoken), [spoken]);
  return (
    <div className={styles.outcome} data-status={order.status}>
      <h1>
        {order.status === 'CONFIRMED' && !order.stuck && <Tick />}
        {head}
      </h1>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {order.status === 'CANCELLED' && <TryAgain order={order} known={known} />}
      {order.status === 'CONFIRMED' && !order.stuck && (
        <div className={styles.actions}>
          <ButtonLink to={`/orders/${order.orderId}/ticket`} look="primary">
            {text.ticket}
          </ButtonLink>
        </div>
      )}
    </div>
  );
}

function Tick() {
  return (
    <svg viewBox="0 0 32 32" className={styles.tick} aria-hidden="true">
      <circle cx="16" cy="16" r="15" fill="currentColor" opacity="0.16" />
      <path
        d="M9 16.5 14 21.5 23.5 11"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function sentencesFor({ status, stuck, reason }: OrderBody, text: Dictionary['order']): string[] {
  if (stuck) return [text.headStuck, text.stuck];
  switch (status) {
    case 'CREATED':
      return [text.headWorking, text.workingText];
    case 'CONFIRMED':
      return [text.headDone, text.doneText];
    case 'CANCELLED': {
      const known = reason ? wordsFor(text.reasons, reason) : undefined;
      return [text.headCancelled, ...(known ?? text.reasonUnknown)];
    }
  }
}

/** The same seats again if they are still free; else the map, with those that are left. Until they are known there is nothing to try. */
function TryAgain({ order, known }: OutcomeProps) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const again = async () => {
    if (!known) return;
    const { wish } = known;
    setBusy(true);
    const problem = await requestHold(order.eventId, wish);
    setBusy(false);
    if (!problem) return pageHistory.push(`/events/${order.eventId}/checkout`);
    openBasket(order.eventId, Number.MAX_SAFE_INTEGER);
    replaceSeats(wish.seatIds);
    wish.places.forEach(countPlaces);
    loseSeats(problem.conflicts.map(({ seatId }) => seatId));
    pageHistory.push(`/events/${order.eventId}`);
  };
  return (
    <div className={styles.actions}>
      <Button
        look="primary"
        disabled={!known}
        busy={busy}
        busyLabel={text.dock.holding}
        onClick={() => void again()}
      >
        {text.order.tryAgain}
      </Button>
      <ButtonLink to={`/events/${order.eventId}`}>{text.order.choose}</ButtonLink>
    </div>
  );
}
