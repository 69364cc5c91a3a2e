/** The one hold of this tab, kept across reloads: requests, extends and releases it. The rules are in `hold-state`. */
import { create } from 'zustand';
import { backoffMs } from '@holdfast/client/backoff';
import { asProblem, type Problem } from '@/lib/problem';
import { randomId } from '@holdfast/client/random-id';
import { serverNow } from '@/lib/server-clock';
import { recall, remember } from '@/lib/storage';
import { extendHold } from '../api/extend-hold';
import { holdSeats } from '../api/hold-seats';
import { releaseSeats } from '../api/release-seats';
import {
  extensionLeft,
  HOLD_IS_GONE,
  holdState,
  NO_HOLD,
  onHold,
  TRIES_MAX,
  type Hold,
  type HoldEvent,
  type HoldState,
  type Wish,
} from '../model/hold-state';

interface HoldStore {
  state: HoldState;
  problem: Problem | null;
  extending: boolean;
}

const KEPT_AS = 'hold';
const EXTEND_SECONDS = 60;
const BACKOFF_FIRST_MS = 400;
const BACKOFF_MAX_MS = 6_400;

export const useHold = create<HoldStore>(() => ({
  state: recall('tab', KEPT_AS, holdState) ?? NO_HOLD,
  problem: null,
  extending: false,
}));

function dispatch(event: HoldEvent): void {
  const before = useHold.getState().state;
  const state = onHold(before, event);
  if (state === before) return;
  remember('tab', KEPT_AS, state);
  useHold.setState({ state });
}

/** Holds all of this, or returns the problem, which names the seats in the way. */
export async function requestHold(eventId: number, wish: Wish): Promise<Problem | null> {
  const { phase } = useHold.getState().state;
  if (phase === 'requesting' || phase === 'held') return null;
  useHold.setState({ problem: null });
  dispatch({ kind: 'requested', request: { key: randomId(), eventId, ...wish } });
  return sendUntilKnown();
}

/** The buyer has gone on, so the last refusal is old news. */
export function dismissProblem(): void {
  if (useHold.getState().problem) useHold.setState({ problem: null });
}

/** After a reload in the middle of a request: sends the same request again. */
export function resumeHold(): void {
  checkExpiry();
  if (useHold.getState().state.phase === 'requesting') void sendUntilKnown();
}

/** One at a time: a part of the page that has just arrived and resumes the request gets the same outcome. */
let sending: Promise<Problem | null> | null = null;

const sendUntilKnown = (): Promise<Problem | null> =>
  (sending ??= sendWithRetries().finally(() => (sending = null)));

async function sendWithRetries(): Promise<Problem | null> {
  for (;;) {
    const { state } = useHold.getState();
    if (state.phase !== 'requesting') return null;
    try {
      dispatch({ kind: 'granted', hold: await holdSeats(state.request) });
      return null;
    } catch (cause) {
      const problem = asProblem(cause);
      if (!problem.outcomeUnknown || state.tries >= TRIES_MAX) {
        dispatch({ kind: 'refused' });
        useHold.setState({ problem });
        return problem;
      }
      const wait = backoffMs(state.tries, BACKOFF_FIRST_MS, BACKOFF_MAX_MS);
      await new Promise((resolve) => setTimeout(resolve, wait));
      dispatch({ kind: 'retried' });
    }
  }
}

/** Adds time to the hold, as far as the cap allows, and returns its new end. */
export async function requestExtension(): Promise<number | null> {
  const { state, extending } = useHold.getState();
  if (state.phase !== 'held' || extending) return null;
  const seconds = extensionLeft(state.hold, EXTEND_SECONDS);
  if (seconds === 0) return null;
  useHold.setState({ extending: true, problem: null });
  try {
    const expiresAt = await extendWithRetry(state.hold, seconds);
    dispatch({ kind: 'extended', expiresAt });
    return expiresAt;
  } catch (cause) {
    const problem = asProblem(cause);
    if (problem.code === 'HOLD_EXPIRED') dispatch({ kind: 'lost' });
    else useHold.setState({ problem });
    return null;
  } finally {
    useHold.setState({ extending: false });
  }
}

/** A lost response may have been a success: the one retry has the same key and extends nothing twice. */
async function extendWithRetry(hold: Hold, seconds: number): Promise<number> {
  const key = randomId();
  try {
    return await extendHold(hold, seconds, key);
  } catch (cause) {
    if (!asProblem(cause).outcomeUnknown) throw cause;
    return extendHold(hold, seconds, key);
  }
}

/**
 * Verifies that the hold still stands, after an absence in which it may have been released. It extends the hold by one second, because
 * the contract has no request that does less. Without a response the hold counts as standing until its end.
 */
export async function verifyHold(): Promise<void> {
  const { state } = useHold.getState();
  if (state.phase !== 'held') return;
  try {
    dispatch({ kind: 'extended', expiresAt: await extendHold(state.hold, 1, randomId()) });
  } catch (cause) {
    if (HOLD_IS_GONE.has(asProblem(cause).code)) dispatch({ kind: 'lost' });
  }
}

export async function releaseHold(): Promise<void> {
  const { state } = useHold.getState();
  dispatch({ kind: 'released' });
  useHold.setState({ problem: null });
  if (state.phase === 'held') await releaseSeats(state.hold);
}

export const checkExpiry = (): void => dispatch({ kind: 'time', now: serverNow() });
export const markLost = (): void => dispatch({ kind: 'lost' });
export const markOrdered = (): void => dispatch({ kind: 'ordered' });
