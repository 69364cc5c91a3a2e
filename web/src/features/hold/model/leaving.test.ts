import { expect, test } from 'vitest';
import { lockOf, mayBeReleased, noteFor } from './leaving';

const hold = {
  eventId: 4,
  seatIds: [7, 8],
  heads: [7],
  tiers: [],
  reservationId: 'r',
  holdToken: 't',
  expiresAt: 100_000,
  capAt: 580_000,
};

test('the note has a release for every seat, and the headers that authorize it', () => {
  const note = noteFor(hold, new Headers({ 'Hold-Token': 't' }));
  expect(note).toMatchObject({ kind: 'left', lock: lockOf(hold) });
  expect(note.releases).toEqual(['/api/reservations/4/7', '/api/reservations/4/8']);
  expect(new Headers(note.headers).get('Hold-Token')).toBe('t');
  // It travels to another thread.
  expect(structuredClone(note)).toEqual(note);
});

test('a quick reload keeps its hold, a long absence asks the server', () => {
  expect(mayBeReleased(null, 10_000)).toBe(false);
  expect(mayBeReleased(10_000, 11_000)).toBe(false);
  expect(mayBeReleased(10_000, 14_000)).toBe(true);
});

test('a clock that was set back in between asks as well', () => {
  expect(mayBeReleased(10_000, 9_000)).toBe(true);
});
