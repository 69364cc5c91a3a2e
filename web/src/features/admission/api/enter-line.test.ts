import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { proofOf, type WorkChallenge } from '@holdfast/client/proof-of-work';
import { enterLine } from './enter-line';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Solves on the page itself, or never. */
class FakeWorker {
  static solves = true;
  static ended = 0;
  onmessage: ((event: { data: string }) => void) | null = null;
  postMessage(challenge: WorkChallenge) {
    if (FakeWorker.solves) queueMicrotask(() => this.onmessage?.({ data: proofOf(challenge) }));
  }
  terminate() {
    FakeWorker.ended += 1;
  }
}

const place = { state: 'WAITING', estimatedWaitSeconds: 1, pollAfterMs: 1_000, stream: true };
let shown: (string | null)[] = [];
let challenge: string | null = 'abc';

beforeEach(() => {
  vi.stubGlobal('Worker', FakeWorker);
  [shown, challenge] = [[], 'abc'];
  [FakeWorker.solves, FakeWorker.ended] = [true, 0];
  server.use(
    http.post('*/api/auth/guest', () => new HttpResponse(null, { status: 503 })),
    http.get('*/api/waiting-room/events/4/challenge', () =>
      HttpResponse.json(challenge ? { challenge, difficulty: 4 } : { difficulty: 0 }),
    ),
    http.post('*/api/waiting-room/events/4/enter', ({ request }) => {
      shown.push(request.headers.get('Proof-Of-Work'));
      const body = { code: 'PROOF_OF_WORK_REQUIRED', message: 'work', traceId: 'f'.repeat(32) };
      return shown.length === 1
        ? HttpResponse.json(body, { status: 403 })
        : HttpResponse.json({ ticket: 'mine', ...place });
    }),
  );
});

const never = new AbortController().signal;

test('a place that costs work is paid for, and the visitor is shown that it takes a moment', async () => {
  const onWork = vi.fn();
  expect(await enterLine(4, { signal: never, onWork })).toEqual({ ticket: 'mine', place });
  expect(shown).toEqual([null, proofOf({ challenge: 'abc', difficulty: 4 })]);
  expect([onWork.mock.calls.length, FakeWorker.ended]).toEqual([1, 1]);
});

test('a visitor who has a place meanwhile, in another tab, works for nothing', async () => {
  challenge = null;
  const onWork = vi.fn();
  expect(await enterLine(4, { signal: never, onWork })).toEqual({ ticket: 'mine', place });
  expect(shown).toEqual([null, null]);
  expect(onWork).not.toHaveBeenCalled();
});

test('the work of a visitor who goes away ends, and takes no place', async () => {
  FakeWorker.solves = false;
  const leaving = new AbortController();
  const entering = enterLine(4, { signal: leaving.signal, onWork: () => leaving.abort() });
  await expect(entering).rejects.toThrow();
  expect([shown, FakeWorker.ended]).toEqual([[null], 1]);
});
