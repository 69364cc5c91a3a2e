import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useServerTime } from '@/components/hooks/use-server-time';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import type { AdmissionState } from '@/features/admission/model/admission';
import { useAdmissions, type Admission } from '@/features/admission/store/admission-store';
import { giveUpPlace } from '@/features/admission/store/line-actions';
import { watchAdmissions } from '@/features/admission/store/watch-admissions';
import { eventQuery } from '@/features/events/api/get-event';
import { useFormat } from '@/i18n/format';
import { useLanguage, useText } from '@/i18n/language';
import { useHistory } from '@/navigation/history';
import { isPurchasePath, linePath } from './event-path';
import styles from './hold-reminder.module.css';
import { useCallAlert } from './use-call-alert';

/** Follows the places in lines on every page, calls the visitor whose turn it is, and shows the way back. */
export function LineReminder() {
  const all = useAdmissions((store) => store.all);
  const { pathname } = useHistory().location;
  useEffect(watchAdmissions, []);
  const placed = all.filter(({ state }) => state.phase === 'inLine' || state.phase === 'admitted');
  const first = placed.find(({ state }) => callEnd(state)) ?? placed.at(-1);
  return first ? <Reminder key={first.eventId} {...first} pathname={pathname} /> : null;
}

/** When the call ends, while there is one. */
const callEnd = (state: AdmissionState) =>
  state.phase === 'inLine' && state.place.state === 'CALLED' ? (state.place.until ?? null) : null;

function Reminder({ eventId, state, pathname }: Admission & { pathname: string }) {
  const { line: text } = useText();
  const { data: event } = useQuery(eventQuery(eventId));
  const english = useLanguage() === 'en';
  const title = (english ? event?.titleEn : event?.title) ?? text.title;
  const until = callEnd(state);
  useCallAlert(until, text.reminderCalled(title));
  // The pages of the line and of the purchase say it themselves.
  if (pathname === linePath(eventId) || isPurchasePath(pathname, eventId)) return null;
  const isIn = state.phase === 'admitted';
  const waits = isIn ? text.reminderAdmitted(title) : text.reminder(title);
  return (
    <aside className={styles.reminder} data-testid="line-reminder">
      <p>{until ? text.reminderCalled(title) : waits}</p>
      {until && <TimeLeft until={until} />}
      <ButtonLink
        to={isIn ? `/events/${eventId}` : linePath(eventId)}
        look={until ? 'primary' : 'plain'}
      >
        {isIn ? text.toSeats : text.back}
      </ButtonLink>
      {isIn && (
        <Button look="quiet" onClick={() => void giveUpPlace(eventId)}>
          {text.done}
        </Button>
      )}
    </aside>
  );
}

function TimeLeft({ until }: { until: string }) {
  const format = useFormat();
  const left = Date.parse(until) - useServerTime();
  return (
    <p role="timer" aria-live="off">
      {format.clock(left)}
    </p>
  );
}
