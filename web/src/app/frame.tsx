/** What pages stand on and the shell does not need: requests, the hold and the places in lines of this tab, and the reminders of them. */
import { QueryClientProvider } from '@tanstack/react-query';
import { createElement, type ReactNode } from 'react';
import { ticketOf } from '@/features/admission/model/admission';
import { useAdmissions } from '@/features/admission/store/admission-store';
import { useHold } from '@/features/hold/store/hold-store';
import { PageCode } from './page-code';
import { prefetchFor } from './prefetch';
import { whenDrawn } from '@/lib/when-drawn';
import { reachSession } from '@/lib/session/send-as';
import { useSession } from '@/lib/session/session-store';
import { queryClient } from './query-client';
import { usePageCode } from './use-page-code';

prefetchFor(window.location.pathname);

/** What queries of the caller's own things begin with. */
const PERSONAL: ReadonlySet<unknown> = new Set(['orders', 'order', 'account']);

/** Only who holds something needs the code that watches over it. */
const holdReminder = new PageCode(
  async () => (await import('./shared/hold-reminder')).HoldReminder,
  ['hold'],
);

/** Few visitors have a place in a line, so the others do not wait for the code that follows it. */
const lineReminder = new PageCode(
  async () => (await import('./shared/line-reminder')).LineReminder,
  ['line'],
);

/** The first token is here before it is needed, and what happens in other tabs is heard. */
whenDrawn(() => void reachSession());

// What one name has fetched is not shown to another.
useSession.subscribe(({ live }, before) => {
  if (before.live === null || before.live.subject === live?.subject) return;
  void queryClient.resetQueries({ predicate: ({ queryKey: [of] }) => PERSONAL.has(of) });
});

const sessionNotice = new PageCode(
  async () => (await import('./shared/session-notice')).SessionNotice,
  ['account'],
);

export function Frame({ children }: { children?: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <HeldSeats />
      <PlacesInLines />
      <EndedSession />
      {children}
    </QueryClientProvider>
  );
}

function EndedSession() {
  const ended = useSession((session) => session.ended);
  const { component } = usePageCode(sessionNotice, ended);
  return ended && component ? createElement(component) : null;
}

function HeldSeats() {
  const any = useHold(({ state }) => state.phase !== 'none');
  const { component } = usePageCode(holdReminder, any);
  return any && component ? createElement(component) : null;
}

function PlacesInLines() {
  const any = useAdmissions(({ all }) => all.some(({ state }) => ticketOf(state) !== null));
  const { component } = usePageCode(lineReminder, any);
  return any && component ? createElement(component) : null;
}
