import { useEffect, useReducer } from 'react';
import type { Problem } from '@/lib/problem';
import { follow } from '../api/follow';
import { readSaleHealth } from '../api/sale-health';
import { EMPTY, withReading, type History, type Reading } from '../model/readings';

interface Followed {
  history: History;
  /** Why the last request brought no reading. */
  problem: Problem | null;
}

type Arrival = Reading | Problem;

function reduce({ history }: Followed, arrival: Arrival): Followed {
  if (arrival instanceof Error) return { history, problem: arrival };
  return { history: withReading(history, arrival), problem: null };
}

/** Follows the server for as long as it is mounted; mount it anew for another token. */
export function useHistory(token: string): Followed {
  const [followed, arrive] = useReducer(reduce, { history: EMPTY, problem: null });
  useEffect(() => {
    const stop = new AbortController();
    void follow((signal) => readSaleHealth(token, signal), stop.signal, {
      onValue: (health) => arrive({ at: performance.now(), health }),
      onProblem: arrive,
    });
    return () => stop.abort();
  }, [token]);
  return followed;
}
