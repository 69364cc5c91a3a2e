/** The purchase of this tab: asks until the outcome is known. The rules are in `attempt`. */
import { create } from 'zustand';
import { asProblem } from '@/lib/problem';
import { randomId } from '@/lib/random-id';
import { recall, remember } from '@/lib/storage';
import { placeOrder } from '../api/place-order';
import {
  IDLE,
  isAttemptState,
  onAttempt,
  waitBeforeAsking,
  type AttemptEvent,
  type AttemptState,
  type PlaceOrderBody,
} from '../model/attempt';

const KEPT_AS = 'attempt';

export const useAttempt = create<{ state: AttemptState }>(() => ({
  state: recall('tab', KEPT_AS, isAttemptState) ?? IDLE,
}));

let asking = false;
let wake: (() => void) | null = null;

function tell(event: AttemptEvent): AttemptState {
  const before = useAttempt.getState().state;
  const state = onAttempt(before, event);
  if (state !== before) {
    // Kept before anything is sent: a reload in the very next moment finds the key.
    remember('tab', KEPT_AS, state);
    useAttempt.setState({ state });
  }
  return state;
}

export function pay(body: PlaceOrderBody, holdToken: string): void {
  tell({ kind: 'pay', attempt: { key: randomId(), body, holdToken } });
  void ask();
}

/** After a reload: goes on with the attempt that was on its way. */
export function resumeAttempt(): void {
  const { phase } = useAttempt.getState().state;
  if (phase !== 'sending' && phase !== 'unknown') return;
  if (!asking) tell({ kind: 'ask-again' });
  void ask();
}

/** The network is back: no need to wait any longer. */
export const askNow = (): void => wake?.();

/** The page has moved on with the order, or the buyer has read the refusal. */
export const settle = (): AttemptState => tell({ kind: 'settled' });

async function ask(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    for (;;) {
      const { state } = useAttempt.getState();
      if (state.phase !== 'sending') return;
      const wait = await askOnce(state.attempt, state.tries);
      if (wait === null) return;
      await pause(wait);
      tell({ kind: 'ask-again' });
    }
  } finally {
    asking = false;
  }
}

/** Milliseconds until the next question, or `null` when the outcome is known. */
async function askOnce(
  attempt: Parameters<typeof placeOrder>[0],
  tries: number,
): Promise<number | null> {
  try {
    const { orderId } = await placeOrder(attempt);
    tell({ kind: 'placed', orderId });
    return null;
  } catch (cause) {
    const { code, status, traceId, retryAfterSeconds } = asProblem(cause);
    const state = tell({ kind: 'failed', refusal: { code, status, traceId } });
    return state.phase === 'unknown' ? waitBeforeAsking(tries, retryAfterSeconds) : null;
  }
}

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
