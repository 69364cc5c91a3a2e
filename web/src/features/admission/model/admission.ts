/**
 * The buyer's way into the sale of one event, as a pure state machine. A sale without a waiting room is open to all. One with a room
 * wants a pass with each hold: the buyer gets a place in the line, is called, claims a session, and has a pass until it ends.
 */
import * as v from 'valibot';
import { schemaOf } from '@/api/contract';
import { placeBody, type Place } from './place';

/** `ended`: given up, used or lapsed; `closed`: the sale needs no pass any more; `replaced`: another room was opened since. */
type Over = 'ended' | 'closed' | 'replaced';

export type AdmissionState =
  | { phase: 'none' }
  /** A hold was refused for want of a pass. */
  | { phase: 'required' }
  | { phase: 'inLine'; ticket: string; place: Place }
  | { phase: 'admitted'; ticket: string; pass: string; until: number }
  | { phase: 'over'; why: Over };

export type AdmissionEvent =
  | { kind: 'required' }
  | { kind: 'entered'; ticket: string; place: Place }
  /** How the place of this ticket stands now. */
  | { kind: 'moved'; ticket: string; place: Place }
  | { kind: 'admitted'; ticket: string; pass: string; until: number }
  /** The room does not know this ticket any more. */
  | { kind: 'replaced'; ticket: string }
  | { kind: 'time'; now: number }
  | { kind: 'left' };

export const NOT_ASKED: AdmissionState = { phase: 'none' };

export function onAdmission(state: AdmissionState, event: AdmissionEvent): AdmissionState {
  switch (event.kind) {
    case 'required':
      // A place in the line is not given up because a request was refused meanwhile; a pass that was refused is worth nothing.
      return state.phase === 'inLine' ? state : { phase: 'required' };
    case 'entered':
      return placed(event.ticket, event.place);
    case 'moved':
      return ticketOf(state) === event.ticket ? onMoved(state, event.ticket, event.place) : state;
    case 'admitted':
      if (state.phase !== 'inLine' || state.ticket !== event.ticket) return state;
      return { phase: 'admitted', ticket: event.ticket, pass: event.pass, until: event.until };
    case 'replaced':
      return ticketOf(state) === event.ticket ? { phase: 'over', why: 'replaced' } : state;
    case 'time':
      return state.phase === 'admitted' && event.now >= state.until ? over('ended') : state;
    case 'left':
      return NOT_ASKED;
  }
}

const over = (why: Over): AdmissionState => ({ phase: 'over', why });

function placed(ticket: string, place: Place): AdmissionState {
  if (place.state === 'ENDED') return over('ended');
  return place.state === 'CLOSED' ? over('closed') : { phase: 'inLine', ticket, place };
}

/** A pass outlasts everything but the end of its session: what an instance says of it may be a moment old. */
function onMoved(state: AdmissionState, ticket: string, place: Place): AdmissionState {
  const next = placed(ticket, place);
  return state.phase === 'admitted' && next.phase === 'inLine' ? state : next;
}

/** The ticket of the place, where there is one. */
export const ticketOf = (state: AdmissionState): string | null =>
  'ticket' in state ? state.ticket : null;

/** The pass to send with the holds of the event, if there is one. */
export const passOf = (state: AdmissionState): string | null =>
  state.phase === 'admitted' ? state.pass : null;

/** What may be kept in the browser. */
export const admissionState = schemaOf<AdmissionState>()(
  v.variant('phase', [
    v.object({ phase: v.literal('none') }),
    v.object({ phase: v.literal('required') }),
    v.object({ phase: v.literal('inLine'), ticket: v.string(), place: placeBody }),
    v.object({
      phase: v.literal('admitted'),
      ticket: v.string(),
      pass: v.string(),
      until: v.number(),
    }),
    v.object({ phase: v.literal('over'), why: v.picklist(['ended', 'closed', 'replaced']) }),
  ]),
);
