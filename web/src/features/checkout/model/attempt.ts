/**
 * One attempt to buy, as a pure machine. An attempt has one key from its first moment to its known end, whatever happens
 * in between: double press, reload, lost answer, restarted server. Only a definite refusal ends it without an order.
 */
import type { components } from '@/api/schema';
import type { ProblemCode } from '@/lib/problem';
import { isRecord } from '@/lib/storage';

export type PlaceOrderBody = components['schemas']['PlaceOrderBody'];

export interface Attempt {
  key: string;
  body: PlaceOrderBody;
  holdToken: string;
}

export interface Refusal {
  code: ProblemCode;
  status: number;
  traceId: string | null;
}

export type AttemptState =
  | { phase: 'idle' }
  /** The question is on its way. */
  | { phase: 'sending'; attempt: Attempt; tries: number }
  /** No answer came. Nobody knows what happened, so the same question is asked again. */
  | { phase: 'unknown'; attempt: Attempt; tries: number }
  | { phase: 'placed'; attempt: Attempt; orderId: string }
  | { phase: 'refused'; refusal: Refusal };

export type AttemptEvent =
  | { kind: 'pay'; attempt: Attempt }
  | { kind: 'ask-again' }
  | { kind: 'placed'; orderId: string }
  | { kind: 'failed'; refusal: Refusal }
  | { kind: 'settled' };

export const IDLE: AttemptState = { phase: 'idle' };

export function onAttempt(state: AttemptState, event: AttemptEvent): AttemptState {
  switch (event.kind) {
    case 'pay':
      return state.phase === 'idle' || state.phase === 'refused'
        ? { phase: 'sending', attempt: event.attempt, tries: 1 }
        : state;
    case 'ask-again':
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
    case 'settled':
      return IDLE;
  }
}

/** True when the server has said no. Silence, an outage, a full house or "in progress" are not a no. */
export function isDefinite({ code, status }: Refusal): boolean {
  if (code === 'NETWORK' || code === 'UNREADABLE') return false;
  if (code === 'IDEMPOTENCY_KEY_IN_PROGRESS' || code === 'RATE_LIMITED') return false;
  return status >= 400 && status < 500;
}

const WAIT_FIRST_MS = 500;
const WAIT_MAX_MS = 8_000;

/** How long to wait before asking again: what the server asks for, else a growing pause. */
export const waitBeforeAsking = (tries: number, retryAfterSeconds: number | null): number =>
  Math.max(
    Math.min(WAIT_FIRST_MS * 2 ** Math.min(tries - 1, 10), WAIT_MAX_MS),
    Math.min(retryAfterSeconds ?? 0, 30) * 1000,
  );

export function isAttemptState(value: unknown): value is AttemptState {
  if (!isRecord(value)) return false;
  if (value.phase === 'idle') return true;
  if (value.phase === 'refused') return isRecord(value.refusal);
  const attempt = value.attempt;
  const whole = isRecord(attempt) && typeof attempt.key === 'string' && isRecord(attempt.body);
  if (value.phase === 'placed') return whole && typeof value.orderId === 'string';
  return (
    whole &&
    (value.phase === 'sending' || value.phase === 'unknown') &&
    typeof value.tries === 'number'
  );
}
