import { useEffect } from 'react';
import { useHistory } from '@/navigation/history';
import { ButtonLink } from '@/components/ui/button-link';
import { Countdown } from '@/features/hold/components/countdown';
import { resumeHold, useHold } from '@/features/hold/store/hold-store';
import { watchLeaving } from '@/features/hold/store/watch-leaving';
import { useAttempt } from '@/features/checkout/store/attempt-store';
import { useText } from '@/i18n/language';
import { isPurchasePath } from './event-path';
import styles from './hold-reminder.module.css';

/** Reminds a buyer who holds seats and is on another page, with the way back. */
export function HoldReminder() {
  const { hold: text } = useText();
  const state = useHold((store) => store.state);
  const { pathname } = useHistory().location;
  useEffect(resumeHold, []);
  useEffect(() => watchLeaving(noOrderInFlight), []);
  if (state.phase !== 'held') return null;
  const { eventId } = state.hold;
  if (isPurchasePath(pathname, eventId)) return null;
  return (
    <aside className={styles.reminder}>
      <p>{text.elsewhere}</p>
      <Countdown hold={state.hold} />
      <ButtonLink to={`/events/${eventId}`}>{text.back}</ButtonLink>
    </aside>
  );
}

/** Once an order was sent, or may have been, the seats belong to it: closing the window then releases nothing. */
function noOrderInFlight(): boolean {
  const { phase } = useAttempt.getState().state;
  return phase === 'idle' || phase === 'refused';
}
