import { expect, test } from 'vitest';
import { onAdmission, OPEN, ticketFor, type AdmissionEvent } from './admission';

const after = (...events: AdmissionEvent[]) => events.reduce(onAdmission, OPEN);
const required: AdmissionEvent = { kind: 'required', eventId: 4 };
const placed = (ahead: number): AdmissionEvent => ({ kind: 'placed', ahead, now: 1_000 });
const admitted: AdmissionEvent = { kind: 'admitted', ticket: 't', until: 9_000 };

test('a sale that is open to all needs no ticket', () => {
  expect(after(placed(3), admitted)).toBe(OPEN);
  expect(ticketFor(OPEN, 4)).toBeNull();
});

test('the way in: required, in the line, admitted, ended', () => {
  expect(after(required)).toEqual({ phase: 'required', eventId: 4 });
  expect(after(required, placed(40))).toMatchObject({ phase: 'waiting', ahead: 40, since: 1_000 });
  const inside = after(required, placed(40), admitted);
  expect(ticketFor(inside, 4)).toBe('t');
  expect(ticketFor(inside, 5)).toBeNull();
  expect(onAdmission(inside, { kind: 'time', now: 8_999 })).toBe(inside);
  expect(onAdmission(inside, { kind: 'time', now: 9_000 })).toEqual({ phase: 'ended', eventId: 4 });
});

test('a place in the line never gets worse, and a refusal does not give it up', () => {
  const waiting = after(required, placed(40), placed(12), placed(30));
  expect(waiting).toMatchObject({ ahead: 12 });
  expect(onAdmission(waiting, required)).toBe(waiting);
  expect(onAdmission(waiting, { kind: 'required', eventId: 5 })).toMatchObject({ eventId: 5 });
});
