/** Reads the health of the sale again and again, until it is stopped or refused for good. */
import { backoffMs } from '@/lib/backoff';
import { asProblem, type Problem } from '@/lib/problem';
import type { Reading } from '../model/readings';
import { readSaleHealth } from './sale-health';

export const EVERY_MS = 2_000;
const RETRY_MAX_MS = 10_000;
/** No later request would be answered otherwise. */
const FINAL = [401, 403, 404];

interface Listener {
  onReading(reading: Reading): void;
  onProblem(problem: Problem): void;
}

export const isFinal = (problem: Problem): boolean => FINAL.includes(problem.status);

export async function follow(token: string, signal: AbortSignal, to: Listener): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const health = await readSaleHealth(token, signal);
      if (signal.aborted) return;
      failures = 0;
      to.onReading({ at: performance.now(), health });
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

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
