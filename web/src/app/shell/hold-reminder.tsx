import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { ButtonLink } from '@/components/ui/button-link';
import { Countdown } from '@/features/hold/components/countdown';
import { resumeHold, useHold } from '@/features/hold/store/hold-store';
import { watchLeaving } from '@/features/hold/store/leaving';
import { useAttempt } from '@/features/checkout/store/attempt-store';
import { useText } from '@/i18n/language';
import styles from './hold-reminder.module.css';

/** Whoever holds seats and is somewhere else is told so, with the way back. */
export function HoldReminder() {
  const { hold: text } = useText();
  const state = useHold((store) => store.state);
  const { pathname } = useLocation();
  useEffect(resumeHold, []);
  useEffect(() => watchLeaving(nothingIsOnItsWay), []);
  if (state.phase !== 'held') return null;
  const home = `/events/${state.hold.eventId}`;
  if (pathname === home || pathname === `${home}/checkout`) return null;
  return (
    <aside className={styles.reminder}>
      <p>{text.elsewhere}</p>
      <Countdown hold={state.hold} />
      <ButtonLink to={home}>{text.back}</ButtonLink>
    </aside>
  );
}

/** An order that was sent, or may have been, has the seats: closing the window then gives nothing back. */
function nothingIsOnItsWay(): boolean {
  const { phase } = useAttempt.getState().state;
  return phase === 'idle' || phase === 'refused';
}
