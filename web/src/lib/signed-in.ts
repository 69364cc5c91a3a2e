/**
 * Which kind of session this browser has, as far as its pages know. It is a mark and no secret: the session itself is in a cookie that no
 * script can read. Without the mark no page asks the server for a session.
 */
import { create } from 'zustand';
import { recallChoice, rememberChoice } from './preference';

const KINDS = ['guest', 'user'] as const;

export type SessionKind = (typeof KINDS)[number];

const recalled = () => ({ kind: recallChoice('session', KINDS) });

export const useSessionKind = create<{ kind: SessionKind | null }>(recalled);

// Another tab has begun a session, or ended it.
addEventListener('storage', ({ key }) => {
  if (key === 'holdfast.session') useSessionKind.setState(recalled());
});

export function keepSessionKind(kind: SessionKind | null): void {
  rememberChoice('session', kind ?? 'none');
  useSessionKind.setState({ kind });
}
