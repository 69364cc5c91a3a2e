/**
 * The buyer's way into the sale of one event, as a pure state machine. Today every sale is open to all; a server with a waiting room
 * refuses with QUEUE_TOKEN_REQUIRED, and then the page waits for its turn. A ticket of admission ends by itself.
 */
import * as v from 'valibot';
import { integer, schemaOf } from '@/api/contract';

export type AdmissionState =
  | { phase: 'open' }
  /** The server wants a ticket of admission, and the buyer has no place in the line yet. */
  | { phase: 'required'; eventId: number }
  | { phase: 'waiting'; eventId: number; ahead: number; since: number }
  | { phase: 'admitted'; eventId: number; ticket: string; until: number }
  | { phase: 'ended'; eventId: number };

export type AdmissionEvent =
  | { kind: 'required'; eventId: number }
  | { kind: 'placed'; ahead: number; now: number }
  | { kind: 'admitted'; ticket: string; until: number }
  | { kind: 'time'; now: number }
  | { kind: 'left' };

export const OPEN: AdmissionState = { phase: 'open' };

export function onAdmission(state: AdmissionState, event: AdmissionEvent): AdmissionState {
  switch (event.kind) {
    case 'required':
      // A place in the line of this event is not given up because a request was refused meanwhile.
      if (state.phase === 'waiting' && state.eventId === event.eventId) return state;
      return { phase: 'required', eventId: event.eventId };
    case 'placed':
      return onPlaced(state, event.ahead, event.now);
    case 'admitted':
      if (state.phase !== 'required' && state.phase !== 'waiting') return state;
      return {
        phase: 'admitted',
        eventId: state.eventId,
        ticket: event.ticket,
        until: event.until,
      };
    case 'time':
      return state.phase === 'admitted' && event.now >= state.until
        ? { phase: 'ended', eventId: state.eventId }
        : state;
    case 'left':
      return OPEN;
  }
}

/** Responses overtake each other: a place in the line never gets worse. */
function onPlaced(state: AdmissionState, ahead: number, now: number): AdmissionState {
  if (state.phase === 'required' || state.phase === 'ended')
    return { phase: 'waiting', eventId: state.eventId, ahead, since: now };
  return state.phase === 'waiting' && ahead < state.ahead ? { ...state, ahead } : state;
}

/** The ticket to send with the requests of this event, if there is one. */
export const ticketFor = (state: AdmissionState, eventId: number): string | null =>
  state.phase === 'admitted' && state.eventId === eventId ? state.ticket : null;

/** What a reload may bring back from the tab's storage. */
export const admissionState = schemaOf<AdmissionState>()(
  v.variant('phase', [
    v.object({ phase: v.literal('open') }),
    v.object({ phase: v.literal('required'), eventId: integer }),
    v.object({ phase: v.literal('waiting'), eventId: integer, ahead: integer, since: v.number() }),
    v.object({
      phase: v.literal('admitted'),
      eventId: integer,
      ticket: v.string(),
      until: v.number(),
    }),
    v.object({ phase: v.literal('ended'), eventId: integer }),
  ]),
);
