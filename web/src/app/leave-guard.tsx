import { useBlocker } from 'react-router';
import { Confirm } from '@/components/ui/confirm';
import { letGo, useHold } from '@/features/hold/hooks/hold-store';
import { useText } from '@/i18n/language';

/** Leaving held seats asks once, then gives them back. The pages of the purchase itself are not "leaving". */
export function LeaveGuard() {
  const { hold: text } = useText();
  // Asked of the store itself: an order that has just been placed must not be stopped by the render before it.
  const blocker = useBlocker(({ nextLocation }) => {
    const { state } = useHold.getState();
    return state.phase === 'held' && !isWithin(nextLocation.pathname, state.hold.eventId);
  });
  if (blocker.state !== 'blocked') return null;
  const leave = () => {
    void letGo();
    blocker.proceed();
  };
  return (
    <Confirm
      title={text.leaveTitle}
      text={text.leave}
      confirm={text.leaveConfirm}
      cancel={text.stay}
      onConfirm={leave}
      onCancel={() => blocker.reset()}
    />
  );
}

const isWithin = (pathname: string, eventId: number) =>
  pathname === `/events/${eventId}` || pathname === `/events/${eventId}/checkout`;
