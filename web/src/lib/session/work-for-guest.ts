/** While very many guests begin, the session of one costs work, which is done beside the page. */
import { checked } from '../check';
import { askedIn, challengeBody } from '../proof-of-work/challenge-body';
import { solveChallenge } from '../proof-of-work/solve-challenge';

/** A sale waits no longer for a session, so no work is done for one that comes too late. */
const LIMIT_MS = 2_500;

/** What the session is paid with; `undefined`: it costs nothing any more. */
export async function workForGuest(): Promise<string | undefined> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const headers = { Accept: 'application/json' };
  const response = await fetch('/api/auth/guest/challenge', { headers, signal });
  const body = response.ok ? checked(challengeBody, await response.json(), 'a challenge') : null;
  const asked = body && askedIn(body);
  return asked ? solveChallenge(asked, signal) : undefined;
}
