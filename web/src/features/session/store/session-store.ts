/** The session of this tab, kept across reloads. The rules are in `session`. */
import { create } from 'zustand';
import { recall, remember } from '@/lib/storage';
import {
  GUEST,
  onSession,
  sessionState,
  type SessionEvent,
  type SessionState,
} from '../model/session';

const KEPT_AS = 'session';

export const useSession = create<{ state: SessionState }>(() => ({
  state: recall('tab', KEPT_AS, sessionState) ?? GUEST,
}));

export function dispatchSession(event: SessionEvent): void {
  const before = useSession.getState().state;
  const state = onSession(before, event);
  if (state === before) return;
  remember('tab', KEPT_AS, state);
  useSession.setState({ state });
}
