/**
 * A tab that goes away while it holds seats. A page that is dying cannot tell whether it was closed or reloaded, so it does not
 * decide: it leaves a note with the service worker, which outlives it and looks after a grace period whether the tab is back.
 *
 * Being there is a shared lock under the hold's name: the browser itself takes it from a page that is gone, and a reloaded tab or
 * a duplicate of it takes it again. The worker imports no code from here: the note carries all that it needs.
 */
import type { Hold } from './hold-state';

/** Longer than a reload takes, short enough for the next buyer, and within what browsers grant a worker without a page. */
const GRACE_MS = 8_000;

export interface LeftNote {
  kind: 'left';
  /** A page that has this lock has the hold. */
  lock: string;
  graceMs: number;
  /** The paths to send DELETE to when the tab did not come back. */
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

/** The tab was away for so long that the worker may have released the seats: only the server knows. */
export const mayBeReleased = (leftAt: number | null, now: number): boolean =>
  leftAt !== null && (now < leftAt || now - leftAt >= GRACE_MS / 2);
