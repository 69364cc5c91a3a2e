import { QueryClient } from '@tanstack/react-query';
import { Problem } from '@/lib/problem';

/** A refusal is an answer and is not asked again; silence is, with growing pauses. */
const again = (failures: number, cause: unknown) =>
  failures < 4 && (!(cause instanceof Problem) || cause.outcomeUnknown);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: again,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 8_000),
      staleTime: 1_000,
      // The page says itself when it is offline; a paused query would only look like an endless one.
      networkMode: 'always',
    },
  },
});
