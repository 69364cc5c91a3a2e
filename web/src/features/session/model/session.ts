/**
 * Who the buyer is, as a pure state machine. Today every buyer is a guest whom the hold's token proves. Where a server wants a name, it
 * is asked for at checkout alone, and what the buyer holds stays held meanwhile.
 */
import * as v from 'valibot';
import { schemaOf } from '@/api/contract';

export type SessionState =
  | { phase: 'guest' }
  /** The server has refused a guest: the buyer is asked who they are. */
  | { phase: 'required' }
  | { phase: 'signed-in'; name: string; until: number }
  | { phase: 'ended' };

export type SessionEvent =
  | { kind: 'refused' }
  | { kind: 'signed-in'; name: string; until: number }
  | { kind: 'time'; now: number }
  | { kind: 'signed-out' };

export const GUEST: SessionState = { phase: 'guest' };

export function onSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.kind) {
    case 'refused':
      // A session that the server no longer accepts has ended, whatever its own end says.
      return state.phase === 'signed-in' ? { phase: 'ended' } : { phase: 'required' };
    case 'signed-in':
      return { phase: 'signed-in', name: event.name, until: event.until };
    case 'time':
      return state.phase === 'signed-in' && event.now >= state.until ? { phase: 'ended' } : state;
    case 'signed-out':
      return GUEST;
  }
}

/** What a reload may bring back from the tab's storage. */
export const sessionState = schemaOf<SessionState>()(
  v.variant('phase', [
    v.object({ phase: v.literal('guest') }),
    v.object({ phase: v.literal('required') }),
    v.object({ phase: v.literal('signed-in'), name: v.string(), until: v.number() }),
    v.object({ phase: v.literal('ended') }),
  ]),
);
