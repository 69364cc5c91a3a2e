/** What the checkout shows: one state at a time, from the attempt, the hold, and what is known of the seats. Pure. */
import type { AttemptState, Refusal } from '@/features/checkout/model/attempt';
import type { Hold, HoldState } from '@/features/hold/model/hold-state';
import type { Problem } from '@/lib/problem';
import type { Known } from '@/app/shared/use-seat-details';
import { NO_TIERS, type SeatTiers } from '@/lib/seat-tiers';

export type Checkout =
  | { state: 'loading' }
  /** There is no hold, and perhaps a reason. */
  | { state: 'nothing'; problem: Problem | null }
  /** The hold stands, but what it costs cannot be fetched: nothing can be paid for. */
  | { state: 'failed'; hold: Hold; problem: Problem }
  | { state: 'held'; hold: Hold; known: Known; refusal: Refusal | null }
  | { state: 'expired'; hold: Hold; known: Known | null }
  /** The order is on its way. Its seats are named where they are known. */
  | {
      state: 'paying';
      known: Known | null;
      tries: number;
      unknown: boolean;
      method: string | null;
    };

interface Facts {
  eventId: number;
  attempt: AttemptState;
  hold: HoldState;
  /** Why the last request for a hold was refused. */
  holdProblem: Problem | null;
  known: Known | null;
  /** Why the details could not be fetched. */
  problem: Problem | null;
}

export function checkoutOf(facts: Facts): Checkout {
  const { attempt, known } = facts;
  if (attempt.phase === 'sending' || attempt.phase === 'unknown' || attempt.phase === 'placed') {
    const unknown = attempt.phase === 'unknown';
    const method = attempt.attempt.body.paymentMethod ?? null;
    const tries = attempt.phase === 'placed' ? 1 : attempt.tries;
    return { state: 'paying', known, tries, unknown, method };
  }
  return withoutAttempt(facts, attempt.phase === 'refused' ? attempt.refusal : null);
}

function withoutAttempt(facts: Facts, refusal: Refusal | null): Checkout {
  const { eventId, hold: holding, holdProblem, known, problem } = facts;
  if (holding.phase === 'requesting') return { state: 'loading' };
  const hold = 'hold' in holding && holding.hold.eventId === eventId ? holding.hold : null;
  if (!hold) return { state: 'nothing', problem: holdProblem };
  if (holding.phase === 'expired') return { state: 'expired', hold, known };
  if (known) return { state: 'held', hold, known, refusal };
  return problem ? { state: 'failed', hold, problem } : { state: 'loading' };
}

interface Subject {
  seatIds: number[];
  tiers: SeatTiers;
}

/** The seats that the page is about, and the prices that they are held at. */
export function subjectOf(facts: Pick<Facts, 'eventId' | 'attempt' | 'hold'>): Subject {
  const { eventId, attempt, hold } = facts;
  if ('attempt' in attempt) {
    const { body, tiers } = attempt.attempt;
    return { seatIds: body.seatIds, tiers };
  }
  return 'hold' in hold && hold.hold.eventId === eventId ? hold.hold : NOTHING;
}

const NOTHING: Subject = { seatIds: [], tiers: NO_TIERS };
