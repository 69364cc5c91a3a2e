import { holdfast } from '@/lib/api-client';
import { asProblem } from '@/lib/problem';
import { sessionKeeper } from '@/lib/session/send-as';

/** In every tab. A session that has ended already is one less to end. */
export async function logOut(): Promise<void> {
  const keeper = await sessionKeeper();
  try {
    await holdfast.send('POST', '/api/auth/logout', { body: {} });
  } catch (cause) {
    if (asProblem(cause).status !== 401) throw cause;
  }
  keeper.left();
}
