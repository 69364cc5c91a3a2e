/**
 * A tab that goes away with a hold in its hands. A page that dies cannot tell whether it was closed or reloaded, so it does not
 * decide: it leaves a note with the shop's worker, which outlives it, and the worker looks after a while whether anybody came back.
 *
 * "Still here" is a shared lock under the hold's name: the browser itself takes it from a page that is gone, and a reloaded tab or
 * a duplicate of it holds it again. Nothing here is imported by the worker as code: it gets all it needs in the note.
 */
import type { Hold } from './hold-state';

/** Longer than a reload takes, shorter than anybody's patience, and within what browsers grant a worker without a page. */
export const GRACE_MS = 8_000;

export interface LeftNote {
  kind: 'left';
  /** Whoever has this lock has the hold. */
  lock: string;
  graceMs: number;
  /** What to send when nobody came back. */
  releases: string[];
  headers: [string, string][];
}

export const lockOf = (hold: Hold): string => `holdfast.hold.${hold.reservationId}`;

export const noteFor = (hold: Hold, headers: Headers): LeftNote => ({
  kind: 'left',
  lock: lockOf(hold),
  graceMs: GRACE_MS,
  releases: hold.seatIds.map((seatId) => `/api/reservations/${hold.eventId}/${seatId}`),
  headers: [...headers],
});

/** Away for so long that the worker may have given the seats back: only the server knows. */
export const mayBeReleased = (leftAt: number | null, now: number): boolean =>
  leftAt !== null && (now < leftAt || now - leftAt >= GRACE_MS / 2);
