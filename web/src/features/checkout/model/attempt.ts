/**
 * One attempt to buy, as a pure state machine. An attempt has one key from its start to its known outcome, whatever happens in
 * between: double press, reload, lost response, restarted server. Only a definite refusal ends it without an order.
 */
import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import { backoffMs } from '@holdfast/client/backoff';
import { seatTiers, type SeatTiers } from '@/lib/seat-tiers';
import type { ProblemCode } from '@/lib/problem';

export type PlaceOrderBody = Bodies['PlaceOrderBody'];

export interface Attempt {
  key: string;
  body: PlaceOrderBody;
  holdToken: string;
  /** For the page alone: the order takes the prices from the holds. */
  tiers: SeatTiers;
}

export interface Refusal {
  code: ProblemCode;
  status: number;
  traceId: string | null;
}

export type AttemptState =
  | { phase: 'idle' }
  /** The request is in flight. */
  | { phase: 'sending'; attempt: Attempt; tries: number }
  /** No response came, so the outcome is unknown, and the same request is sent again. */
  | { phase: 'unknown'; attempt: Attempt; tries: number }
  | { phase: 'placed'; attempt: Attempt; orderId: string }
  | { phase: 'refused'; refusal: Refusal };

export type AttemptEvent =
  | { kind: 'pay'; attempt: Attempt }
  | { kind: 'retry' }
  | { kind: 'placed'; orderId: string }
  | { kind: 'failed'; refusal: Refusal }
  | { kind: 'cleared' };

export const IDLE: AttemptState = { phase: 'idle' };

export function onAttempt(state: AttemptState, event: AttemptEvent): AttemptState {
  switch (event.kind) {
    case 'pay':
      return state.phase === 'idle' || state.phase === 'refused'
        ? { phase: 'sending', attempt: event.attempt, tries: 1 }
        : state;
    case 'retry':
      return state.phase === 'unknown' || state.phase === 'sending'
        ? { phase: 'sending', attempt: state.attempt, tries: state.tries + 1 }
        : state;
    case 'placed':
      return state.phase === 'sending' || state.phase === 'unknown'
        ? { phase: 'placed', attempt: state.attempt, orderId: event.orderId }
        : state;
    case 'failed':
      if (state.phase !== 'sending') return state;
      return isDefinite(event.refusal)
        ? { phase: 'refused', refusal: event.refusal }
        : { phase: 'unknown', attempt: state.attempt, tries: state.tries };
    case 'cleared':
      return IDLE;
  }
}

/** Whether the server has refused. Silence, an outage, a rate limit and "in progress" leave the outcome open. */
export function isDefinite({ code, status }: Refusal): boolean {
  if (code === 'NETWORK' || code === 'UNREADABLE') return false;
  if (code === 'IDEMPOTENCY_KEY_IN_PROGRESS' || code === 'RATE_LIMITED') return false;
  return status >= 400 && status < 500;
}

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 8_000;
const RETRY_AFTER_MAX_SECONDS = 30;

/** The wait before the next try: the backoff, or what the server's `Retry-After` says if that is longer. */
export const retryDelayMs = (tries: number, retryAfterSeconds: number | null): number =>
  Math.max(
    backoffMs(tries, BACKOFF_FIRST_MS, BACKOFF_MAX_MS),
    Math.min(retryAfterSeconds ?? 0, RETRY_AFTER_MAX_SECONDS) * 1000,
  );

const optionalText = v.exactOptional(v.nullable(v.string()));
const attempt = v.object({
  key: v.string(),
  holdToken: v.string(),
  tiers: seatTiers,
  body: schemaOf<PlaceOrderBody>()(
    v.object({
      eventId: integer,
      seatIds: v.array(integer),
      paymentMethod: optionalText,
      holdToken: optionalText,
    }),
  ),
});
const refusal = v.object({
  code: v.string(),
  status: v.number(),
  traceId: v.nullable(v.string()),
});

/** What a reload may bring back from the tab's storage. */
export const attemptState = schemaOf<AttemptState>()(
  v.union([
    v.object({ phase: v.literal('idle') }),
    v.object({ phase: v.literal('sending'), attempt, tries: v.number() }),
    v.object({ phase: v.literal('unknown'), attempt, tries: v.number() }),
    v.object({ phase: v.literal('placed'), attempt, orderId: v.string() }),
    v.object({ phase: v.literal('refused'), refusal }),
  ]),
);
