/** What pages stand on and the shell does not need: requests, the hold and the places in lines of this tab, and the reminders of them. */
import { QueryClientProvider } from '@tanstack/react-query';
import { createElement, type ReactNode } from 'react';
import { ticketOf } from '@/features/admission/model/admission';
import { useAdmissions } from '@/features/admission/store/admission-store';
import { HoldReminder } from './shared/hold-reminder';
import { PageCode } from './page-code';
import { prefetchFor } from './prefetch';
import { queryClient } from './query-client';
import { usePageCode } from './use-page-code';

prefetchFor(window.location.pathname);

/** Few visitors have a place in a line, so the others do not wait for the code that follows it. */
const lineReminder = new PageCode(
  async () => (await import('./shared/line-reminder')).LineReminder,
  ['line'],
);

export function Frame({ children }: { children?: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <HoldReminder />
      <PlacesInLines />
      {children}
    </QueryClientProvider>
  );
}

function PlacesInLines() {
  const any = useAdmissions(({ all }) => all.some(({ state }) => ticketOf(state) !== null));
  const { component } = usePageCode(lineReminder, any);
  return any && component ? createElement(component) : null;
}
