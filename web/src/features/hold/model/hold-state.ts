/**
 * The life of a hold as the buyer's page sees it: a pure state machine. Every moment is an argument, no clock is read.
 *
 * A request keeps its key until its outcome is known: the response that was lost may have granted the hold.
 */
import * as v from 'valibot';
import { integer, schemaOf } from '@/api/contract';
import { seatTiers, type SeatTiers } from '@/lib/seat-tiers';

/** What a buyer wants to hold: seats, and so many places of standing sections, each at one price. */
export interface Wish {
  seatIds: number[];
  places: { section: string; tier: string | null; quantity: number }[];
  /** Instead of both: so many of the best seats, each at this price at most. */
  best?: { quantity: number; maxPrice: number | null };
}

export interface HoldRequest extends Wish {
  key: string;
  eventId: number;
}

export interface Hold {
  eventId: number;
  /** Places to stand among them, as they were given. */
  seatIds: number[];
  /** A seat of each reservation, which names the whole of it. */
  heads: number[];
  tiers: SeatTiers;
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
  | { kind: 'retried' }
  | { kind: 'granted'; hold: Hold }
  | { kind: 'refused' }
  | { kind: 'extended'; expiresAt: number }
  | { kind: 'time'; now: number }
  /** The server says that there is no such hold any more. */
  | { kind: 'lost' }
  | { kind: 'released' }
  | { kind: 'ordered' };

/** Refusals after which the seats are no longer held. */
export const HOLD_IS_GONE: ReadonlySet<string> = new Set([
  'HOLD_EXPIRED',
  'HOLD_REQUIRED',
  'NOT_HOLD_OWNER',
  'SEAT_SOLD',
  'RESERVATION_CONFLICT',
]);

/** A request whose outcome is unknown is sent this often before the buyer sees a problem. */
export const TRIES_MAX = 5;

export const NO_HOLD: HoldState = { phase: 'none' };

export function onHold(state: HoldState, event: HoldEvent): HoldState {
  switch (event.kind) {
    case 'requested':
      // A second press while the first is in flight, or while seats are held, changes nothing.
      if (state.phase === 'requesting' || state.phase === 'held') return state;
      return { phase: 'requesting', request: event.request, tries: 1 };
    case 'retried':
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

/** The number of seconds that an extension may still add, at most `wanted`; 0 once the cap is reached. */
export function extensionLeft(hold: Hold, wanted: number): number {
  return Math.max(0, Math.min(wanted, Math.floor((hold.capAt - hold.expiresAt) / 1000)));
}

const MARKS = [60, 30, 10];

/** The mark in seconds that lies between two readings of the time left, if any. */
export function markPassed(leftBefore: number, leftNow: number): number | null {
  return MARKS.find((mark) => leftBefore > mark * 1000 && leftNow <= mark * 1000) ?? null;
}

const text = v.pipe(v.string(), v.nonEmpty());
const seatIds = v.pipe(v.array(integer), v.minLength(1));
const places = v.array(
  v.object({ section: v.string(), tier: v.nullable(v.string()), quantity: integer }),
);
const best = v.object({ quantity: integer, maxPrice: v.nullable(integer) });
const request = v.object({
  ...{ key: text, eventId: integer, seatIds: v.array(integer), places },
  best: v.exactOptional(best),
});
const hold = v.object({
  eventId: integer,
  seatIds,
  heads: seatIds,
  tiers: seatTiers,
  reservationId: text,
  holdToken: text,
  expiresAt: v.number(),
  capAt: v.number(),
});

/** What a reload may bring back from the tab's storage. */
export const holdState = schemaOf<HoldState>()(
  v.union([
    v.object({ phase: v.literal('none') }),
    v.object({ phase: v.literal('requesting'), request, tries: v.number() }),
    v.object({ phase: v.literal('held'), hold }),
    v.object({ phase: v.literal('expired'), hold }),
  ]),
);
