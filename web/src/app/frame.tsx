/** What pages stand on and the shell does not need: requests, the hold of this tab, and the reminder of it. */
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { HoldReminder } from './shared/hold-reminder';
import { prefetchFor } from './prefetch';
import { queryClient } from './query-client';

prefetchFor(window.location.pathname);

export function Frame({ children }: { children?: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <HoldReminder />
      {children}
    </QueryClientProvider>
  );
}
