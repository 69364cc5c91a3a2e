import { QueryClient } from '@tanstack/react-query';
import { backoffMs } from '@holdfast/client/backoff';
import { Problem } from '@/lib/problem';

const RETRIES_MAX = 4;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 8_000;

/** Silence and outages are retried. A refusal is not, nor is a body that differs from the contract: both would come again. */
const mayRetry = (failures: number, cause: unknown) =>
  failures < RETRIES_MAX &&
  (!(cause instanceof Problem) || (cause.outcomeUnknown && !cause.isMismatch));

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: mayRetry,
      // Failures are counted from 0 here.
      retryDelay: (failures) => backoffMs(failures + 1, BACKOFF_FIRST_MS, BACKOFF_MAX_MS),
      staleTime: 1_000,
      // The page shows by itself that it is offline; a paused query would only look like an endless one.
      networkMode: 'always',
    },
  },
});
