import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { askForHold } from '@/features/hold/store/hold-store';
import type { OrderBody } from '@/features/orders/api/get-order';
import { replaceSeats, chooseFor, loseSeats } from '@/features/seat-map/store/selection-store';
import { seatOfId } from '@/features/seat-map/model/layout';
import { useText } from '@/i18n/language';
import styles from './order.module.css';

/** The one thing that the buyer came for: what became of it, and what now. */
export function Outcome({ order }: { order: OrderBody }) {
  const { order: text } = useText();
  const [reason, money] = (order.reason && text.reasons[order.reason]) || text.reasonUnknown;
  const [head, ...lines] = order.stuck
    ? [text.headStuck, text.stuck]
    : order.status === 'CONFIRMED'
      ? [text.headDone, text.doneText]
      : order.status === 'CANCELLED'
        ? [text.headCancelled, reason, money]
        : [text.headWorking, text.workingText];
  const spoken = [head, ...lines].join(' ');
  useEffect(() => announce(spoken), [spoken]);
  return (
    <div className={styles.outcome} data-status={order.status}>
      <h1>{head}</h1>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {order.status === 'CANCELLED' && <TryAgain order={order} />}
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

/** The same seats again, if nobody was quicker; else the map, with what is left of them. */
function TryAgain({ order }: { order: OrderBody }) {
  const text = useText();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    const problem = await askForHold(order.eventId, order.seatIds);
    setBusy(false);
    if (!problem) return void navigate(`/events/${order.eventId}/checkout`);
    chooseFor(order.eventId, Number.MAX_SAFE_INTEGER);
    replaceSeats(order.seatIds.map(seatOfId));
    loseSeats(problem.conflicts.map(({ seatId }) => seatOfId(seatId)));
    void navigate(`/events/${order.eventId}`);
  };
  return (
    <div className={styles.actions}>
      <Button look="primary" busy={busy} busyLabel={text.dock.holding} onClick={() => void again()}>
        {text.order.tryAgain}
      </Button>
      <ButtonLink to={`/events/${order.eventId}`}>{text.order.choose}</ButtonLink>
    </div>
  );
}
