/** The purchase on the page: which hold, which attempt, and the way on once there is an order. */
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { resumeAttempt, settle, useAttempt } from '@/features/checkout/store/attempt-store';
import { noticeLost, noticeOrdered, useHold } from '@/features/hold/store/hold-store';
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
  const navigate = useNavigate();
  const attempt = useAttempt((store) => store.state);
  const holdState = useHold((store) => store.state);

  useEffect(resumeAttempt, []);

  useEffect(() => {
    if (attempt.phase === 'placed') {
      rememberOrder(attempt.orderId, attempt.attempt.holdToken);
      noticeOrdered();
      settle();
      void navigate(`/orders/${attempt.orderId}`, { replace: true });
    } else if (attempt.phase === 'refused' && HOLD_IS_GONE.has(attempt.refusal.code)) {
      noticeLost();
    }
  }, [attempt, navigate]);

  const ofThisEvent = (hold: Hold) => (hold.eventId === eventId ? hold : null);
  const held = holdState.phase === 'held' ? ofThisEvent(holdState.hold) : null;
  const expired = holdState.phase === 'expired' ? ofThisEvent(holdState.hold) : null;
  const onItsWay = attempt.phase === 'sending' || attempt.phase === 'unknown' ? attempt : null;
  const seatIds = onItsWay?.attempt.body.seatIds ?? held?.seatIds ?? expired?.seatIds ?? [];
  return {
    attempt,
    held,
    expired,
    onItsWay,
    seatIds,
    requesting: holdState.phase === 'requesting',
  };
}
