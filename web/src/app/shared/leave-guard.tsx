import { useEffect, useSyncExternalStore } from 'react';
import { Confirm } from '@/components/ui/confirm';
import { letGo, useHold } from '@/features/hold/store/hold-store';
import { useText } from '@/i18n/language';
import { pageHistory } from '../history';

/** Leaving held seats asks once, then gives them back. The pages of the purchase itself are not "leaving". */
export function LeaveGuard() {
  const { hold: text } = useText();
  const { waiting } = useSyncExternalStore(pageHistory.listen, pageHistory.read);
  useEffect(
    () =>
      // Asked of the store itself: an order that has just been placed must not be stopped by the render before it.
      pageHistory.hold(({ pathname }) => {
        const { state } = useHold.getState();
        return state.phase === 'held' && !isWithin(pathname, state.hold.eventId);
      }),
    [],
  );
  if (!waiting) return null;
  const leave = () => {
    void letGo();
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

const isWithin = (pathname: string, eventId: number) =>
  pathname === `/events/${eventId}` || pathname === `/events/${eventId}/checkout`;
