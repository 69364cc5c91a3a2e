/** What of a line a screen reader speaks: every change of the state, and of the position only as much as can be listened to. Pure. */
import type { Place } from './place';

/** What was spoken last, and when. */
export interface Spoken {
  state: Place['state'];
  ahead: number | null;
  at: number;
}

/** Between two sentences about the position. */
const SILENCE_MIN_MS = 10_000;
/** Then even a small step is worth a sentence. */
const SILENCE_MAX_MS = 60_000;

export const spokenOf = (place: Place, now: number): Spoken => ({
  state: place.state,
  ahead: place.ahead ?? null,
  at: now,
});

/** Whether this is to be spoken: another state, half of the line, or a step forward after a minute of silence. */
export function isNews(last: Spoken | null, place: Place, now: number): boolean {
  if (!last || last.state !== place.state) return true;
  const ahead = place.ahead ?? null;
  const silence = now - last.at;
  if (ahead === null || last.ahead === null || silence < SILENCE_MIN_MS) return false;
  return ahead * 2 <= last.ahead
    ? ahead < last.ahead
    : silence >= SILENCE_MAX_MS && ahead < last.ahead;
}
