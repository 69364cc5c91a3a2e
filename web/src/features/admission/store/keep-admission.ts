/** Keeps a session in the sale alive for as long as a page of the shop is open, and notices its end. */
import { pause } from '@holdfast/client/pause';
import { asProblem } from '@/lib/problem';
import { serverNow } from '@/lib/server-clock';
import { keepSession } from '../api/keep-session';
import { dispatchAdmission } from './admission-store';

/** A third of what a session lasts without a sign of life: a hidden tab, whose timers run once a minute, is still in time. */
const EVERY_MS = 30_000;

export async function keepAdmission(
  eventId: number,
  ticket: string,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const place = await keepSession(ticket, signal);
      dispatchAdmission(eventId, { kind: 'moved', ticket, place });
    } catch (cause) {
      if (signal.aborted) return;
      if (asProblem(cause).code === 'QUEUE_TOKEN_REQUIRED')
        return dispatchAdmission(eventId, { kind: 'replaced', ticket });
      // The next one is in time yet.
    }
    dispatchAdmission(eventId, { kind: 'time', now: serverNow() });
    await pause(EVERY_MS, signal);
  }
}
