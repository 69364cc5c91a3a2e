/** The session of this page. The rules are in `session-state`; what renews it is in `session-keeper`, which is fetched when it is needed. */
import { create } from 'zustand';
import { monotonicNow } from '../server-clock';
import { keepSessionKind, useSessionKind } from '../signed-in';
import {
  goodToken,
  kindOf,
  NO_SESSION,
  onSession,
  type SessionEvent,
  type SessionState,
} from './session-state';

export const useSession = create<SessionState>(() => NO_SESSION);

export function dispatchSession(event: SessionEvent): void {
  const before = useSession.getState();
  const state = onSession(before, event);
  if (state === before) return;
  useSession.setState(state);
  keepSessionKind(event.kind === 'began' ? kindOf(event.live) : null);
}

export const tokenNow = (): string | null => goodToken(useSession.getState(), monotonicNow());

/** Whether this browser has a session, be its token here or not. */
export const hasSession = (): boolean => useSessionKind.getState().kind !== null;
