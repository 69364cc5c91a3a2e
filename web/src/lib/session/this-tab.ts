/** The keeper of this page's session: its lock, its channel, and its requests. */
import * as v from 'valibot';
import { checked } from '../check';
import { monotonicNow } from '../server-clock';
import { useSessionKind } from '../signed-in';
import { liveOf, signedInBody } from './session-body';
import { SessionKeeper, type Message } from './session-keeper';
import type { Live } from './session-state';
import { dispatchSession, tokenNow, useSession } from './session-store';

/** Of the lock, and of the channel. */
const NAME = 'holdfast.session';
const LIMIT_MS = 8_000;
/** After these the server knows no session, and never will again. */
const NONE = [401, 403, 404];
/** To a guest who asks for a session. */
const COSTS_WORK = 403;

const live = v.object({
  token: v.string(),
  subject: v.string(),
  sessionId: v.string(),
  lifeMs: v.number(),
  until: v.number(),
});
/** A tab may have an older page than another. */
const message = v.variant('kind', [
  v.object({ kind: v.literal('who') }),
  v.object({ kind: v.literal('began'), live }),
  v.object({ kind: v.literal('ended'), wasUser: v.boolean() }),
  v.object({ kind: v.literal('left') }),
  v.object({ kind: v.literal('failed') }),
]);

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(NAME) : null;

const post = (path: string, body: object, proof?: string): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      ...(proof === undefined ? {} : { 'Proof-Of-Work': proof }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(LIMIT_MS),
  });

async function liveIn(response: Response): Promise<Live> {
  const body = response.ok ? checked(signedInBody, await response.json(), 'a session') : null;
  if (!body) throw new Error(`no session: ${response.status}`);
  return liveOf(body, monotonicNow());
}

async function beginGuest(): Promise<Live> {
  const begin = (proof?: string) => post('/api/auth/guest', { cookie: true }, proof);
  const begun = await begin();
  if (begun.status !== COSTS_WORK) return liveIn(begun);
  const { workForGuest } = await import('./work-for-guest');
  return liveIn(await begin(await workForGuest()));
}

/** Without a secure context there are no locks: then each tab takes its turn when it likes, which the server allows for ten seconds. */
async function inTurn(ifFree: boolean, task: () => Promise<void>): Promise<boolean> {
  if (!navigator.locks) {
    await task();
    return true;
  }
  let had = false;
  await navigator.locks.request(NAME, { ifAvailable: ifFree }, async (lock) => {
    if (!lock) return;
    had = true;
    await task();
  });
  return had;
}

export const keeper = new SessionKeeper({
  read: useSession.getState,
  kind: () => useSessionKind.getState().kind,
  token: tokenNow,
  dispatch: dispatchSession,
  inTurn,
  tell: (said: Message) => channel?.postMessage(said),
  listen: (heard) =>
    channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const said = v.safeParse(message, data);
      if (said.success) heard(said.output);
    }),
  renew: async () => {
    const response = await post('/api/auth/refresh', {});
    return NONE.includes(response.status) ? null : liveIn(response);
  },
  beginGuest,
  now: monotonicNow,
  random: Math.random,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  later: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
});
