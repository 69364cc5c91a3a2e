/** The purchase on the page: its hold, its attempt, and the way to the order once there is one. */
import { useEffect } from 'react';
import { pageHistory } from '@/navigation/history';
import { clearAttempt, resumeAttempt, useAttempt } from '@/features/checkout/store/attempt-store';
import { markLost, markOrdered, useHold } from '@/features/hold/store/hold-store';
import type { Hold } from '@/features/hold/model/hold-state';
import { rememberOrder } from '@/features/orders/store/remembered-orders';

/** Refusals after which there is nothing left to pay for. */
const HOLD_IS_GONE = new Set([
  'HOLD_EXPIRED',
  'HOLD_REQUIRED',
  'NOT_HOLD_OWNER',
  'SEAT_SOLD',
  'RESERVATION_CONFLICT',
]);

export function useCheckout(eventId: number) {
  const attempt = useAttempt((store) => store.state);
  const holdState = useHold((store) => store.state);

  useEffect(resumeAttempt, []);

  useEffect(() => {
    if (attempt.phase === 'placed') {
      rememberOrder(attempt.orderId, attempt.attempt.holdToken);
      markOrdered();
      clearAttempt();
      pageHistory.replace(`/orders/${attempt.orderId}`);
    } else if (attempt.phase === 'refused' && HOLD_IS_GONE.has(attempt.refusal.code)) {
      markLost();
    }
  }, [attempt]);

  const ofThisEvent = (hold: Hold) => (hold.eventId === eventId ? hold : null);
  const held = holdState.phase === 'held' ? ofThisEvent(holdState.hold) : null;
  const expired = holdState.phase === 'expired' ? ofThisEvent(holdState.hold) : null;
  const inFlight = attempt.phase === 'sending' || attempt.phase === 'unknown' ? attempt : null;
  const seatIds = inFlight?.attempt.body.seatIds ?? held?.seatIds ?? expired?.seatIds ?? [];
  const requesting = holdState.phase === 'requesting';
  const nothing = !held && !inFlight && !requesting && attempt.phase !== 'placed';
  return { attempt, held, expired, inFlight, seatIds, nothing };
}
