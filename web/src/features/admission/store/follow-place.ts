/**
 * Follows one place for as long as it waits: by the stream where the server offers it, which is near the head, and by polls at the
 * interval that the server names everywhere else. Whatever fails is tried again: the place is kept meanwhile.
 */
import { backoffMs, withJitter } from '@holdfast/client/backoff';
import { pause } from '@holdfast/client/pause';
import { create } from 'zustand';
import { holdfast } from '@/lib/api-client';
import { checked, parseJson } from '@/lib/check';
import { asProblem } from '@/lib/problem';
import { getPlace, placeStreamPath } from '../api/get-place';
import { placeBody, type Place } from '../model/place';
import { dispatchAdmission } from './admission-store';
import { requestPass } from './line-actions';

const POLL_MIN_MS = 1_000;
const POLL_MAX_MS = 60_000;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 15_000;
/** One lost response is no news. */
const FAILURES_UNTIL_LOST = 2;

/** Whether the server has been silent for a while. */
export const useLineConnection = create<{ lost: boolean }>(() => ({ lost: false }));

export async function followPlace(
  eventId: number,
  ticket: string,
  signal: AbortSignal,
): Promise<void> {
  const onPlace = (place: Place) => dispatchAdmission(eventId, { kind: 'moved', ticket, place });
  let failures = 0;
  while (!signal.aborted) {
    try {
      const place = await getPlace(ticket, signal);
      failures = 0;
      useLineConnection.setState({ lost: false });
      onPlace(place);
      // Claimed in another tab, or just before a reload.
      if (place.state === 'ACTIVE') await requestPass(eventId);
      const streamed = place.stream && (await streamPlace(ticket, signal, onPlace));
      if (!streamed) await pause(pollAfter(place), signal);
    } catch (cause) {
      if (signal.aborted) return;
      if (asProblem(cause).code === 'QUEUE_TOKEN_REQUIRED')
        return dispatchAdmission(eventId, { kind: 'replaced', ticket });
      failures += 1;
      useLineConnection.setState({ lost: failures >= FAILURES_UNTIL_LOST });
      await pause(withJitter(backoffMs(failures, BACKOFF_FIRST_MS, BACKOFF_MAX_MS)), signal);
    }
  }
}

const pollAfter = ({ pollAfterMs }: Place): number =>
  Math.min(Math.max(pollAfterMs, POLL_MIN_MS), POLL_MAX_MS);

/** Until the place waits no longer: `true`. A stream that cannot be had is given up: `false`. */
function streamPlace(
  ticket: string,
  signal: AbortSignal,
  onPlace: (place: Place) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (streamed: boolean) => {
      stream.stop();
      window.removeEventListener('online', onOnline);
      signal.removeEventListener('abort', onAbort);
      resolve(streamed);
    };
    const onOnline = () => stream.nudge();
    const onAbort = () => end(true);
    const stream = holdfast.stream(placeStreamPath(ticket), {
      onEvent: ({ event, data }) => {
        const place = checked(placeBody, parseJson(data), `event ${event} of a place`);
        if (place) onPlace(place);
        if (event !== 'position') end(true);
      },
      onState: (state) => {
        if (state === 'offline' || state === 'refused') end(false);
      },
    });
    window.addEventListener('online', onOnline);
    signal.addEventListener('abort', onAbort);
    stream.start();
  });
}
