/** Which failed calls are sent again, how often, and after which pause. */
import { backoffMs, withJitter } from './backoff.ts';
import type { Problem } from './problem.ts';

export interface RetryPolicy {
  /** The first one included. */
  attempts: number;
  firstMs: number;
  longestMs: number;
  /** A server that asks for a longer pause is not waited for: the caller decides. */
  retryAfterSecondsMax: number;
}

export const RETRY: RetryPolicy = {
  attempts: 4,
  firstMs: 250,
  longestMs: 4_000,
  retryAfterSecondsMax: 30,
};

/** For callers that have a retry policy of their own. */
export const ONCE: RetryPolicy = { ...RETRY, attempts: 1 };

/** POSTs under these have one effect for each key, or are about one place in a line: sent again, they bring the first answer. */
const ONE_EFFECT =
  /^\/(api\/(reservations|orders|v1\/tickets\/reserve|waiting-room\/(place|events))|purchase|pay)(\/|$)/;

const mayRepeat = (method: string, path: string): boolean =>
  method !== 'POST' || ONE_EFFECT.test(path);

/** The pause before the next attempt in milliseconds; `null`: there is none. `failures` counts from 1. */
export function pauseAfter(
  { retryable, retryAfterSeconds, status, code }: Problem,
  failures: number,
  call: { method: string; path: string },
  policy: RetryPolicy,
  random: () => number,
): number | null {
  if (failures >= policy.attempts) return null;
  if (!retryable && code !== 'NETWORK') return null;
  // A limit refuses before anything is done; after anything else the outcome may be unknown.
  if (status !== 429 && !mayRepeat(call.method, call.path)) return null;
  const asked = retryAfterSeconds ?? 0;
  if (asked > policy.retryAfterSecondsMax) return null;
  const { firstMs, longestMs } = policy;
  return asked * 1_000 + withJitter(backoffMs(failures, firstMs, longestMs), random);
}
