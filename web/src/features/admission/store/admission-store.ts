/** The admissions of this browser, one an event, kept across tabs and visits. The rules are in `admission`. */
import * as v from 'valibot';
import { create } from 'zustand';
import { integer } from '@/api/contract';
import { setSalePass } from '@/lib/sale-passes';
import { recall, remember } from '@/lib/storage';
import {
  admissionState,
  NOT_ASKED,
  onAdmission,
  passOf,
  type AdmissionEvent,
  type AdmissionState,
} from '../model/admission';

export interface Admission {
  eventId: number;
  state: AdmissionState;
}

const KEPT_AS = 'admissions';
/** The lines of so many events at once; the one that changed longest ago is forgotten first. */
const KEPT_MAX = 8;

const admissions = v.array(v.object({ eventId: integer, state: admissionState }));

const recallAll = (): Admission[] => recall('browser', KEPT_AS, admissions) ?? [];

export const useAdmissions = create<{ all: readonly Admission[] }>(() => ({ all: recallAll() }));

for (const { eventId, state } of useAdmissions.getState().all) setSalePass(eventId, passOf(state));

const stateIn = (all: readonly Admission[], eventId: number): AdmissionState =>
  all.find((one) => one.eventId === eventId)?.state ?? NOT_ASKED;

export const useAdmission = (eventId: number): AdmissionState =>
  useAdmissions(({ all }) => stateIn(all, eventId));

export const admissionTo = (eventId: number): AdmissionState =>
  stateIn(useAdmissions.getState().all, eventId);

export function dispatchAdmission(eventId: number, event: AdmissionEvent): void {
  const before = admissionTo(eventId);
  const state = onAdmission(before, event);
  if (state === before) return;
  setSalePass(eventId, passOf(state));
  // Another tab may have kept a place in another line meanwhile.
  remember('browser', KEPT_AS, withState(recallAll(), eventId, state));
  useAdmissions.setState(({ all }) => ({ all: withState(all, eventId, state) }));
}

function withState(
  all: readonly Admission[],
  eventId: number,
  state: AdmissionState,
): readonly Admission[] {
  const others = all.filter((one) => one.eventId !== eventId);
  return state.phase === 'none' ? others : [...others, { eventId, state }].slice(-KEPT_MAX);
}
