/**
 * Sends requests under the name that the visitor has now. A session that is there but whose token cannot be had, because identity does not answer, is
 * like a lost connection to whatever belongs to it: nothing of it is asked for under another name, and so nothing is taken for lost.
 */
import type { HttpRequest } from '@holdfast/client/calls';
import { monotonicNow } from '../server-clock';
import { ORDERS, sessionEnded } from './session-ended';
import { hasSession, tokenNow, useSession } from './session-store';

/** The same for every caller: caches may answer these, and their streams outlive a token. */
const SHARED = /^\/api\/(events|payments\/methods|waiting-room\/events(\/\d+)?$)/;
/** What belongs to a name. */
const OWNED = /^\/api\/(orders|users|reservations|waiting-room)/;
/** A sale waits no longer for a session. */
const LIMIT_MS = 2_500;

/** Something was begun without the session, which could not be reached: until it can be, this page goes on without. */
let alone = false;

export const sessionKeeper = async () => (await import('./this-tab')).keeper;

export async function sendAs(path: string, request: HttpRequest): Promise<Response> {
  const { headers, method } = request;
  const send = (token: string | null) => {
    headers.delete('Authorization');
    if (token) headers.set('Authorization', `Bearer ${token}`);
    return fetch(path, request);
  };
  if (method === 'GET' && SHARED.test(path)) return send(null);
  if (tokenNow() !== null) alone = false;
  if (!alone) await reachSession();
  const token = tokenNow();
  if (!token && !alone && hasSession() && OWNED.test(path)) throw new TypeError('no session');
  const { ended } = useSession.getState();
  // The guest that the user was is a name without a session by now: what it bought could not be shown for long.
  if (ended && token && !hasSession() && method === 'POST' && path === ORDERS)
    return sessionEnded();
  const response = await send(token);
  const outOfReach = ended && (response.status === 403 || response.status === 404);
  if (!outOfReach && (response.status !== 401 || !token)) return response;
  return (await sessionKeeper()).answer({ path, method, sent: token, response, send });
}

/**
 * Before anything is held, or a place in a line is taken: a visitor without a session becomes a guest. Whatever fails, the sale goes on
 * without a session.
 */
export async function readyToBuy(): Promise<void> {
  const limit = monotonicNow() + LIMIT_MS;
  if (!hasSession()) await within(async () => (await sessionKeeper()).beginGuest(limit));
  else await reachSession();
  alone = hasSession() && tokenNow() === null;
}

/** Fetches a token for the session of this browser, unless it is here. */
export async function reachSession(): Promise<void> {
  if (hasSession() && tokenNow() === null)
    await within(async () => (await sessionKeeper()).renew());
}

async function within(task: () => Promise<void>): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, LIMIT_MS));
  await Promise.race([task().catch(() => undefined), limit]);
}
