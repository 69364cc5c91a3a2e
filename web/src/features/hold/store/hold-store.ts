/** The one hold of this tab, kept across reloads. Asks, extends and releases; the rules are in `hold-state`. */
import { create } from 'zustand';
import { asProblem, type Problem } from '@/lib/problem';
import { randomId } from '@/lib/random-id';
import { serverNow } from '@/lib/server-clock';
import { recall, remember } from '@/lib/storage';
import { extendHold } from '../api/extend-hold';
import { holdSeats } from '../api/hold-seats';
import { releaseHold } from '../api/release-hold';
import {
  extensionLeft,
  isHoldState,
  NO_HOLD,
  onHold,
  TRIES_MAX,
  type HoldEvent,
  type HoldState,
} from '../model/hold-state';

interface HoldStore {
  state: HoldState;
  problem: Problem | null;
  extending: boolean;
}

const KEPT_AS = 'hold';
const EXTEND_SECONDS = 60;
const AGAIN_FIRST_MS = 400;
const HOLD_IS_GONE = new Set(['HOLD_EXPIRED', 'NOT_HOLD_OWNER', 'SEAT_SOLD']);

export const useHold = create<HoldStore>(() => ({
  state: recall('tab', KEPT_AS, isHoldState) ?? NO_HOLD,
  problem: null,
  extending: false,
}));

function tell(event: HoldEvent): HoldState {
  const before = useHold.getState().state;
  const state = onHold(before, event);
  if (state !== before) {
    remember('tab', KEPT_AS, state);
    useHold.setState({ state });
  }
  return state;
}

/** Holds these seats at once, or says which of them stand in the way. */
export async function askForHold(eventId: number, seatIds: number[]): Promise<Problem | null> {
  const { phase } = useHold.getState().state;
  if (phase === 'requesting' || phase === 'held') return null;
  useHold.setState({ problem: null });
  tell({ kind: 'requested', request: { key: randomId(), eventId, seatIds } });
  return ask();
}

/** After a reload in the middle of a request: the same question again. */
export function resumeHold(): void {
  tell({ kind: 'time', now: serverNow() });
  if (useHold.getState().state.phase === 'requesting') void ask();
}

async function ask(): Promise<Problem | null> {
  for (;;) {
    const { state } = useHold.getState();
    if (state.phase !== 'requesting') return null;
    try {
      tell({ kind: 'granted', hold: await holdSeats(state.request) });
      return null;
    } catch (cause) {
      const problem = asProblem(cause);
      if (!problem.outcomeUnknown || state.tries >= TRIES_MAX) {
        tell({ kind: 'refused' });
        useHold.setState({ problem });
        return problem;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_FIRST_MS * 2 ** (state.tries - 1)));
      tell({ kind: 'asked-again' });
    }
  }
}

export async function askForMoreTime(): Promise<number | null> {
  const { state, extending } = useHold.getState();
  if (state.phase !== 'held' || extending) return null;
  const seconds = extensionLeft(state.hold, EXTEND_SECONDS);
  if (seconds === 0) return null;
  useHold.setState({ extending: true, problem: null });
  try {
    const key = randomId();
    // A lost answer may have been a yes: the second question has the same key and extends nothing twice.
    const expiresAt = await extendHold(state.hold, seconds, key).catch((cause: unknown) => {
      if (asProblem(cause).outcomeUnknown) return extendHold(state.hold, seconds, key);
      throw cause;
    });
    tell({ kind: 'extended', expiresAt });
    return expiresAt;
  } catch (cause) {
    const problem = asProblem(cause);
    if (problem.code === 'HOLD_EXPIRED') tell({ kind: 'lost' });
    else useHold.setState({ problem });
    return null;
  } finally {
    useHold.setState({ extending: false });
  }
}

/**
 * Asks the server whether the hold still stands, after an absence in which it may have been given back. The question is an extension
 * by one second: the contract has none that asks less. Without an answer the hold is believed until its time is over.
 */
export async function askWhetherHeld(): Promise<void> {
  const { state } = useHold.getState();
  if (state.phase !== 'held') return;
  try {
    tell({ kind: 'extended', expiresAt: await extendHold(state.hold, 1, randomId()) });
  } catch (cause) {
    if (HOLD_IS_GONE.has(asProblem(cause).code)) tell({ kind: 'lost' });
  }
}

export async function letGo(): Promise<void> {
  const { state } = useHold.getState();
  tell({ kind: 'released' });
  useHold.setState({ problem: null });
  if (state.phase === 'held') await releaseHold(state.hold);
}

export const noticeTime = (): HoldState => tell({ kind: 'time', now: serverNow() });
export const noticeLost = (): HoldState => tell({ kind: 'lost' });
export const noticeOrdered = (): HoldState => tell({ kind: 'ordered' });
export const forgetHoldProblem = (): void => useHold.setState({ problem: null });
