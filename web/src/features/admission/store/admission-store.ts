/** The admission of this tab, kept across reloads. The rules are in `admission`. */
import { create } from 'zustand';
import { recall, remember } from '@/lib/storage';
import {
  admissionState,
  onAdmission,
  OPEN,
  type AdmissionEvent,
  type AdmissionState,
} from '../model/admission';

const KEPT_AS = 'admission';

export const useAdmission = create<{ state: AdmissionState }>(() => ({
  state: recall('tab', KEPT_AS, admissionState) ?? OPEN,
}));

export function dispatchAdmission(event: AdmissionEvent): void {
  const before = useAdmission.getState().state;
  const state = onAdmission(before, event);
  if (state === before) return;
  remember('tab', KEPT_AS, state);
  useAdmission.setState({ state });
}
