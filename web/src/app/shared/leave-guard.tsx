import { useEffect } from 'react';
import { Confirm } from '@/components/ui/confirm';
import { releaseHold, useHold } from '@/features/hold/store/hold-store';
import { useText } from '@/i18n/language';
import { pageHistory, useHistory } from '@/navigation/history';
import { isLogInPath, isPurchasePath } from './event-path';

/** Asks before the buyer leaves held seats, then releases them. The pages of the purchase itself do not count as leaving. */
export function LeaveGuard() {
  const { hold: text } = useText();
  const { waiting } = useHistory();
  useEffect(
    () =>
      // Read from the store itself: the render before an order was placed must not hold back the way to that order.
      pageHistory.block(({ pathname }) => {
        const { state } = useHold.getState();
        const stays = state.phase === 'held' && isPurchasePath(pathname, state.hold.eventId);
        return state.phase === 'held' && !stays && !isLogInPath(pathname);
      }),
    [],
  );
  if (!waiting) return null;
  const leave = () => {
    void releaseHold();
    waiting.proceed();
  };
  return (
    <Confirm
      title={text.leaveTitle}
      text={text.leave}
      confirm={text.leaveConfirm}
      cancel={text.stay}
      onConfirm={leave}
      onCancel={waiting.stay}
    />
  );
}
