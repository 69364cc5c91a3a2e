import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { proofOf, type WorkChallenge } from '@holdfast/client/proof-of-work';
import { monotonicNow } from '../server-clock';
import { keepSessionKind } from '../signed-in';
import { readyToBuy, sendAs } from './send-as';
import { NO_SESSION } from './session-state';
import { dispatchSession, useSession } from './session-store';

interface Sent {
  headers: Headers | Record<string, string>;
}

/** What went out, with the token that it carried. */
let sent: string[] = [];
/** The proof of work of each request to identity. */
let proofs: (string | null)[] = [];
/** What identity answers, if it does. */
let identity: (() => Response) | null = null;

const session = (token: string, subject: string) => ({
  accessToken: token,
  tokenType: 'Bearer',
  expiresIn: 1_800,
  subject,
  sessionId: subject,
});

const call = (path: string, method = 'GET') =>
  sendAs(path, { method, headers: new Headers({ Authorization: 'Bearer old' }) });

beforeEach(() => {
  [sent, proofs] = [[], []];
  identity = null;
  vi.stubGlobal('fetch', (path: string, { headers }: Sent) => {
    if (path.startsWith('/api/auth/')) {
      proofs.push(new Headers(headers).get('Proof-Of-Work'));
      return identity ? Promise.resolve(identity()) : Promise.reject(new TypeError('away'));
    }
    const token = headers instanceof Headers ? headers.get('Authorization') : null;
    sent.push(`${path} ${token?.slice(7) ?? 'no token'}`);
    return Promise.resolve(new Response());
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  useSession.setState(NO_SESSION);
  keepSessionKind(null);
});

test('a visitor without a session asks for none to look around', async () => {
  identity = () => Response.error();
  await call('/api/orders');
  await call('/api/events');
  expect(sent).toEqual(['/api/orders no token', '/api/events no token']);
});

test('what is the same for all carries no token, and the rest does', async () => {
  const until = monotonicNow() + 1_000;
  const live = { token: 'mine', subject: 'u:1', sessionId: 's', lifeMs: 1_000, until };
  dispatchSession({ kind: 'began', live });
  for (const path of ['/api/events/1/seats/stream', '/api/payments/methods', '/api/orders'])
    await call(path);
  for (const path of ['/api/waiting-room/events/4', '/api/waiting-room/events/4/challenge'])
    await call(path);
  expect(sent).toEqual([
    '/api/events/1/seats/stream no token',
    '/api/payments/methods no token',
    '/api/orders mine',
    '/api/waiting-room/events/4 no token',
    '/api/waiting-room/events/4/challenge mine',
  ]);
});

test('while identity is away nothing of a session is asked for under another name, and the sale goes on', async () => {
  keepSessionKind('guest');
  await expect(call('/api/orders/1')).rejects.toThrow();
  await readyToBuy();
  await call('/api/reservations', 'POST');
  expect(sent).toEqual(['/api/reservations no token']);
});

test('a guest begins before the first hold', async () => {
  identity = () => Response.json(session('guest', 'g:1'), { status: 201 });
  await readyToBuy();
  await call('/api/reservations', 'POST');
  expect(sent).toEqual(['/api/reservations guest']);
});

test('a stream whose session has ended elsewhere is refused in those words, and the page knows', async () => {
  const until = monotonicNow() + 1_000;
  const live = { token: 'mine', subject: 'u:1', sessionId: 's', lifeMs: 1_000, until };
  dispatchSession({ kind: 'began', live });
  const ended = { code: 'SESSION_ENDED', message: 'this session has ended', traceId: '' };
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(ended, { status: 401 })));
  const answer = await call('/api/orders/1/stream');
  expect([answer.status, useSession.getState().ended]).toEqual([401, true]);
});

/** Works on the page itself. */
class FakeWorker {
  onmessage: ((event: { data: string }) => void) | null = null;
  postMessage(challenge: WorkChallenge) {
    queueMicrotask(() => this.onmessage?.({ data: proofOf(challenge) }));
  }
  terminate() {}
}

test('a guest works for a session while very many begin', async () => {
  vi.stubGlobal('Worker', FakeWorker);
  const refusal = { code: 'PROOF_OF_WORK_REQUIRED', message: 'work', traceId: 'f'.repeat(32) };
  const answers = [
    Response.json(refusal, { status: 403 }),
    Response.json({ challenge: 'abc', difficulty: 4 }),
    Response.json(session('guest', 'g:1'), { status: 201 }),
  ];
  identity = () => answers.shift() ?? Response.error();
  await readyToBuy();
  await call('/api/reservations', 'POST');
  expect([sent, proofs]).toEqual([
    ['/api/reservations guest'],
    [null, null, proofOf({ challenge: 'abc', difficulty: 4 })],
  ]);
});
