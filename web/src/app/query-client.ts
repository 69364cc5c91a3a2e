import { QueryClient } from '@tanstack/react-query';
import { Problem } from '@/lib/problem';

const RETRIES_MAX = 4;

/** Silence and outages are retried. A refusal is not, nor is a body that differs from the contract: both would come again. */
const mayRetry = (failures: number, cause: unknown) =>
  failures < RETRIES_MAX &&
  (!(cause instanceof Problem) || (cause.outcomeUnknown && !cause.isMismatch));

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: mayRetry,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 8_000),
      staleTime: 1_000,
      // The page shows by itself that it is offline; a paused query would only look like an endless one.
      networkMode: 'always',
    },
  },
});
