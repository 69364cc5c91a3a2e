/**
 * The life of a hold as the buyer's page sees it. Pure: every moment is given, nothing is read from a clock.
 *
 * A request keeps its key until its outcome is known, because a lost answer may have been a yes.
 */
import { isRecord } from '@/lib/storage';

export interface HoldRequest {
  key: string;
  eventId: number;
  seatIds: number[];
}

export interface Hold {
  eventId: number;
  seatIds: number[];
  reservationId: string;
  holdToken: string;
  /** By the server's clock, in milliseconds. */
  expiresAt: number;
  /** No extension goes beyond this. */
  capAt: number;
}

export type HoldState =
  | { phase: 'none' }
  | { phase: 'requesting'; request: HoldRequest; tries: number }
  | { phase: 'held'; hold: Hold }
  | { phase: 'expired'; hold: Hold };

export type HoldEvent =
  | { kind: 'requested'; request: HoldRequest }
  | { kind: 'asked-again' }
  | { kind: 'granted'; hold: Hold }
  | { kind: 'refused' }
  | { kind: 'extended'; expiresAt: number }
  | { kind: 'time'; now: number }
  /** The server says that there is no such hold any more. */
  | { kind: 'lost' }
  | { kind: 'released' }
  | { kind: 'ordered' };

export const LIFE_MAX_MS = 600_000;
/** An answer that does not come is asked for this often before the buyer is told. */
export const TRIES_MAX = 5;

export const NO_HOLD: HoldState = { phase: 'none' };

export function onHold(state: HoldState, event: HoldEvent): HoldState {
  switch (event.kind) {
    case 'requested':
      // A second press while the first is on its way, or while seats are held, is the same press.
      if (state.phase === 'requesting' || state.phase === 'held') return state;
      return { phase: 'requesting', request: event.request, tries: 1 };
    case 'asked-again':
      return state.phase === 'requesting' ? { ...state, tries: state.tries + 1 } : state;
    case 'granted':
      return state.phase === 'requesting' ? { phase: 'held', hold: event.hold } : state;
    case 'refused':
      return state.phase === 'requesting' ? NO_HOLD : state;
    case 'extended':
      if (state.phase !== 'held' || event.expiresAt <= state.hold.expiresAt) return state;
      return { phase: 'held', hold: { ...state.hold, expiresAt: event.expiresAt } };
    case 'time':
      return state.phase === 'held' && event.now >= state.hold.expiresAt
        ? { phase: 'expired', hold: state.hold }
        : state;
    case 'lost':
      return state.phase === 'held' ? { phase: 'expired', hold: state.hold } : state;
    case 'released':
    case 'ordered':
      return NO_HOLD;
  }
}

/** How many seconds an extension may still ask for, at most `wanted`; 0 when the cap is reached. */
export function extensionLeft(hold: Hold, wanted: number): number {
  return Math.max(0, Math.min(wanted, Math.floor((hold.capAt - hold.expiresAt) / 1000)));
}

const MARKS = [60, 30, 10];

/** The mark in seconds that was passed between two looks at the time left, if any. */
export function markPassed(leftBefore: number, leftNow: number): number | null {
  return MARKS.find((mark) => leftBefore > mark * 1000 && leftNow <= mark * 1000) ?? null;
}

/** What a reload may bring back. Anything else in the storage is not ours. */
export function isHoldState(value: unknown): value is HoldState {
  if (!isRecord(value)) return false;
  if (value.phase === 'none') return true;
  if (value.phase === 'requesting')
    return isRecord(value.request) && isSeats(value.request) && isText(value.request.key);
  if (value.phase !== 'held' && value.phase !== 'expired') return false;
  const hold = value.hold;
  return (
    isRecord(hold) && isSeats(hold) && isText(hold.holdToken) && typeof hold.expiresAt === 'number'
  );
}

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isSeats = (value: Record<string, unknown>) =>
  typeof value.eventId === 'number' && Array.isArray(value.seatIds) && value.seatIds.length > 0;
