import { expect, test } from 'vitest';
import { NOT_ASKED, onAdmission, passOf, ticketOf, type AdmissionEvent } from './admission';
import type { Place } from './place';

const after = (...events: AdmissionEvent[]) => events.reduce(onAdmission, NOT_ASKED);
const place = (state: Place['state'], ahead: number | null = null): Place => ({
  state,
  ahead,
  estimatedWaitSeconds: 0,
  pollAfterMs: 1_000,
  stream: true,
});
const required: AdmissionEvent = { kind: 'required' };
const entered: AdmissionEvent = { kind: 'entered', ticket: 't', place: place('WAITING', 40) };
const moved = (state: Place['state'], ahead?: number): AdmissionEvent => ({
  kind: 'moved',
  ticket: 't',
  place: place(state, ahead ?? null),
});
const admitted: AdmissionEvent = { kind: 'admitted', ticket: 't', pass: 'p', until: 9_000 };

test('a sale that asks for nothing needs no pass', () => {
  expect(after(moved('WAITING'), admitted)).toBe(NOT_ASKED);
  expect(passOf(NOT_ASKED)).toBeNull();
});

test('the way in: required, in the line, called, admitted, over', () => {
  expect(after(required)).toEqual({ phase: 'required' });
  expect(after(required, entered, moved('CALLED'))).toMatchObject({ place: { state: 'CALLED' } });
  const inside = after(required, entered, moved('CALLED'), admitted);
  expect(passOf(inside)).toBe('p');
  expect(onAdmission(inside, { kind: 'time', now: 8_999 })).toBe(inside);
  expect(onAdmission(inside, { kind: 'time', now: 9_000 })).toEqual({
    phase: 'over',
    why: 'ended',
  });
});

test('a refusal does not give up a place in the line, but it does a pass', () => {
  const waiting = after(entered);
  expect(onAdmission(waiting, required)).toBe(waiting);
  expect(after(entered, admitted, required)).toEqual({ phase: 'required' });
});

test('what is said of another ticket changes nothing', () => {
  const waiting = after(entered);
  const other = { ticket: 'other', place: place('ENDED') };
  expect(onAdmission(waiting, { kind: 'moved', ...other })).toBe(waiting);
  expect(onAdmission(waiting, { kind: 'replaced', ticket: 'other' })).toBe(waiting);
  expect(onAdmission(waiting, { ...admitted, ticket: 'other' })).toBe(waiting);
});

test('a pass outlasts an old view of its place, and ends with its session', () => {
  const inside = after(entered, admitted);
  expect(onAdmission(inside, moved('CALLED'))).toBe(inside);
  expect(onAdmission(inside, moved('ACTIVE'))).toBe(inside);
  expect(onAdmission(inside, moved('ENDED'))).toEqual({ phase: 'over', why: 'ended' });
  expect(onAdmission(inside, moved('CLOSED'))).toEqual({ phase: 'over', why: 'closed' });
});

test('a place that is over has no ticket, and one that was left never was', () => {
  expect(ticketOf(after(entered))).toBe('t');
  expect(ticketOf(after(entered, { kind: 'replaced', ticket: 't' }))).toBeNull();
  expect(after(entered, { kind: 'left' })).toBe(NOT_ASKED);
});
