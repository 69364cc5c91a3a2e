import { request } from '@/lib/api-client';
import { monotonicNow } from '@/lib/server-clock';
import { sessionKeeper } from '@/lib/session/send-as';
import { liveOf, signedInBody } from '@/lib/session/session-body';

/** A request whose answer is a session, which is that of all tabs from then on. */
export async function beginBy(path: string, body: object): Promise<void> {
  // Without it the session could not be kept, so it is here before there is one.
  const keeper = await sessionKeeper();
  const session = await request(path, signedInBody, { method: 'POST', body });
  keeper.began(liveOf(session, monotonicNow()));
}
