/** Who the visitor is on this page, as a pure state machine. Access tokens are in memory alone, so a reload begins with none. */
import type { SessionKind } from '../signed-in';

/** An access token, and whose it is. */
export interface Live {
  token: string;
  /** `u:` and an id, or `g:` and an id. */
  subject: string;
  sessionId: string;
  /** How long it is good, in milliseconds. */
  lifeMs: number;
  /** By the monotonic clock. */
  until: number;
}

export interface SessionState {
  live: Live | null;
  /** The guest that the user was on this page. While its token is good it still owns what it holds, also when the user's session ends. */
  former: Live | null;
  /** The user's session has ended, and not by a log-out: what it holds is out of reach, and not lost, until there is a user again. */
  ended: boolean;
}

export type SessionEvent =
  /** Begun or renewed, here or in another tab. */
  | { kind: 'began'; live: Live }
  | { kind: 'ended'; wasUser: boolean; now: number }
  | { kind: 'left' };

export const NO_SESSION: SessionState = { live: null, former: null, ended: false };

export const kindOf = ({ subject }: Pick<Live, 'subject'>): SessionKind =>
  subject.startsWith('u:') ? 'user' : 'guest';

export function onSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.kind) {
    case 'began':
      return isOld(state.live, event.live)
        ? state
        : {
            live: event.live,
            former: formerOf(state, event.live),
            ended: state.ended && kindOf(event.live) === 'guest',
          };
    case 'ended': {
      const { former } = state;
      const live = former && event.now < former.until ? former : null;
      return { live, former: null, ended: state.ended || event.wasUser };
    }
    case 'left':
      return NO_SESSION;
  }
}

/** Messages of other tabs may overtake each other. */
const isOld = (live: Live | null, heard: Live): boolean =>
  live?.sessionId === heard.sessionId && heard.until <= live.until;

function formerOf({ live, former }: SessionState, next: Live): Live | null {
  if (kindOf(next) === 'guest') return null;
  return live && kindOf(live) === 'guest' ? live : former;
}

/** The token that can be shown now. */
export const goodToken = ({ live }: SessionState, now: number): string | null =>
  live && now < live.until ? live.token : null;
