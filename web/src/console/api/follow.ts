/** Reads something again and again, until it is stopped or refused for good. */
import { backoffMs } from '@holdfast/client/backoff';
import { pause } from '@holdfast/client/pause';
import { asProblem, type Problem } from '@/lib/problem';

export const EVERY_MS = 2_000;
const RETRY_MAX_MS = 10_000;
/** No later request would be answered otherwise. */
const FINAL = [401, 403, 404];

interface Listener<Value> {
  onValue(value: Value): void;
  onProblem(problem: Problem): void;
}

export const isFinal = (problem: Problem): boolean => FINAL.includes(problem.status);

export async function follow<Value>(
  read: (signal: AbortSignal) => Promise<Value>,
  signal: AbortSignal,
  to: Listener<Value>,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const value = await read(signal);
      if (signal.aborted) return;
      failures = 0;
      to.onValue(value);
    } catch (cause) {
      if (signal.aborted) return;
      failures += 1;
      const problem = asProblem(cause);
      to.onProblem(problem);
      if (isFinal(problem)) return;
    }
    await pause(failures === 0 ? EVERY_MS : backoffMs(failures, EVERY_MS, RETRY_MAX_MS), signal);
  }
}
