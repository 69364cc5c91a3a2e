/** The purchase on the page as one state, and the way to the order once there is one. */
import { useEffect } from 'react';
import { pageHistory } from '@/navigation/history';
import { clearAttempt, resumeAttempt, useAttempt } from '@/features/checkout/store/attempt-store';
import { HOLD_IS_GONE } from '@/features/hold/model/hold-state';
import { markLost, markOrdered, useHold } from '@/features/hold/store/hold-store';
import { rememberOrder } from '@/features/orders/store/remembered-orders';
import { asProblem } from '@/lib/problem';
import { useSeatDetails } from '@/app/shared/use-seat-details';
import { checkoutOf, subjectOf, type Checkout } from './checkout-state';

export function useCheckout(eventId: number): { checkout: Checkout; retry(): void } {
  const attempt = useAttempt((store) => store.state);
  const { state: hold, problem: holdProblem } = useHold();
  const { seatIds, tiers } = subjectOf({ eventId, attempt, hold });
  const { known, error, retry } = useSeatDetails(eventId || null, seatIds, tiers);

  useEffect(resumeAttempt, []);

  useEffect(() => {
    if (attempt.phase === 'placed') {
      const { holdToken, body, tiers } = attempt.attempt;
      const bought = { eventId: body.eventId, seatIds: body.seatIds, tiers };
      rememberOrder({ orderId: attempt.orderId, holdToken, bought });
      markOrdered();
      clearAttempt();
      pageHistory.replace(`/orders/${attempt.orderId}`);
    } else if (attempt.phase === 'refused' && HOLD_IS_GONE.has(attempt.refusal.code)) markLost();
  }, [attempt]);

  const problem = error && asProblem(error);
  return { checkout: checkoutOf({ eventId, attempt, hold, holdProblem, known, problem }), retry };
}
