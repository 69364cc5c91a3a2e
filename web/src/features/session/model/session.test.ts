import { expect, test } from 'vitest';
import { GUEST, onSession, type SessionEvent } from './session';

const after = (...events: SessionEvent[]) => events.reduce(onSession, GUEST);
const signedIn: SessionEvent = { kind: 'signed-in', name: 'Dana', until: 9_000 };

test('a guest is a buyer until a server says otherwise', () => {
  expect(after()).toEqual({ phase: 'guest' });
  expect(after({ kind: 'refused' })).toEqual({ phase: 'required' });
  expect(after({ kind: 'refused' }, signedIn)).toMatchObject({ phase: 'signed-in', name: 'Dana' });
});

test('a session ends at its time, or when the server no longer accepts it', () => {
  const session = after(signedIn);
  expect(onSession(session, { kind: 'time', now: 8_999 })).toBe(session);
  expect(onSession(session, { kind: 'time', now: 9_000 })).toEqual({ phase: 'ended' });
  expect(onSession(session, { kind: 'refused' })).toEqual({ phase: 'ended' });
});

test('a buyer who signs out is a guest again', () => {
  expect(after(signedIn, { kind: 'signed-out' })).toBe(GUEST);
});
