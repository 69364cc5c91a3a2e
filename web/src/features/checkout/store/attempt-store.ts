/** The purchase of this tab: sends the order until its outcome is known. The rules are in `attempt`. */
import { create } from 'zustand';
import { asProblem } from '@/lib/problem';
import { randomId } from '@holdfast/client/random-id';
import { NO_TIERS, type SeatTiers } from '@/lib/seat-tiers';
import { recall, remember } from '@/lib/storage';
import { placeOrder } from '../api/place-order';
import {
  attemptState,
  IDLE,
  onAttempt,
  retryDelayMs,
  type Attempt,
  type AttemptEvent,
  type AttemptState,
  type PlaceOrderBody,
} from '../model/attempt';

const KEPT_AS = 'attempt';

export const useAttempt = create<{ state: AttemptState }>(() => ({
  state: recall('tab', KEPT_AS, attemptState) ?? IDLE,
}));

let sending = false;
let skipWait: (() => void) | null = null;

function dispatch(event: AttemptEvent): AttemptState {
  const before = useAttempt.getState().state;
  const state = onAttempt(before, event);
  if (state !== before) {
    // Kept before anything is sent: a reload in the very next moment finds the key.
    remember('tab', KEPT_AS, state);
    useAttempt.setState({ state });
  }
  return state;
}

export function pay(body: PlaceOrderBody, holdToken: string, tiers: SeatTiers = NO_TIERS): void {
  dispatch({ kind: 'pay', attempt: { key: randomId(), body, holdToken, tiers } });
  void sendUntilKnown();
}

/** After a reload: goes on with the attempt that was in flight. */
export function resumeAttempt(): void {
  const { phase } = useAttempt.getState().state;
  if (phase !== 'sending' && phase !== 'unknown') return;
  if (!sending) dispatch({ kind: 'retry' });
  void sendUntilKnown();
}

/** The network is back: skips the backoff. */
export const retryNow = (): void => skipWait?.();

/** The page has moved on to the order, or the buyer starts over. */
export const clearAttempt = (): AttemptState => dispatch({ kind: 'cleared' });

async function sendUntilKnown(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (;;) {
      const { state } = useAttempt.getState();
      if (state.phase !== 'sending') return;
      const delay = await sendOnce(state.attempt, state.tries);
      if (delay === null) return;
      await wait(delay);
      dispatch({ kind: 'retry' });
    }
  } finally {
    sending = false;
  }
}

/** Milliseconds until the next try, or `null` once the outcome is known. */
async function sendOnce(attempt: Attempt, tries: number): Promise<number | null> {
  try {
    const { orderId } = await placeOrder(attempt);
    dispatch({ kind: 'placed', orderId });
    return null;
  } catch (cause) {
    const { code, status, traceId, retryAfterSeconds } = asProblem(cause);
    const state = dispatch({ kind: 'failed', refusal: { code, status, traceId } });
    return state.phase === 'unknown' ? retryDelayMs(tries, retryAfterSeconds) : null;
  }
}

const wait = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    skipWait = () => {
      clearTimeout(timer);
      resolve();
    };
  });
