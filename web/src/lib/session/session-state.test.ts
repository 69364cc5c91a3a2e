import { expect, test } from 'vitest';
import { goodToken, NO_SESSION, onSession, type Live } from './session-state';

const live = (subject: string, token: string, until = 1_000): Live => ({
  token,
  subject,
  sessionId: subject,
  lifeMs: 1_000,
  until,
});
const guest = live('g:1', 'guest');
const user = live('u:1', 'user');
const grown = onSession(onSession(NO_SESSION, { kind: 'began', live: guest }), {
  kind: 'began',
  live: user,
});

test('a token is good until its end', () => {
  expect([goodToken(grown, 999), goodToken(grown, 1_000)]).toEqual(['user', null]);
});

test('the guest that a user was is known through renewals, and goes on when the session ends', () => {
  const renewed = onSession(grown, { kind: 'began', live: live('u:1', 'next', 2_000) });
  expect(renewed.former).toBe(guest);
  const ended = onSession(renewed, { kind: 'ended', wasUser: true, now: 500 });
  expect(ended).toEqual({ live: guest, former: null, ended: true });
  const late = onSession(renewed, { kind: 'ended', wasUser: true, now: 1_000 });
  expect(late).toEqual({ live: null, former: null, ended: true });
});

test('a guest whose session ends is no news to anyone', () => {
  const state = onSession(NO_SESSION, { kind: 'began', live: guest });
  expect(onSession(state, { kind: 'ended', wasUser: false, now: 0 })).toEqual(NO_SESSION);
});

test('a log-out forgets the guest too, and another log-in the end', () => {
  expect(onSession(grown, { kind: 'left' })).toEqual(NO_SESSION);
  const ended = onSession(grown, { kind: 'ended', wasUser: true, now: 2_000 });
  expect(onSession(ended, { kind: 'began', live: guest }).ended, 'it is still news').toBe(true);
  expect(onSession(ended, { kind: 'began', live: user }).ended).toBe(false);
});

test('a message that was overtaken changes nothing', () => {
  const state = onSession(NO_SESSION, { kind: 'began', live: live('u:1', 'new', 2_000) });
  expect(onSession(state, { kind: 'began', live: user })).toBe(state);
});
