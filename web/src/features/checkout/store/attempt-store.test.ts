import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';

/** Long enough for a busy machine. */
const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 10_000 });

const server = setupServer();
const placed = {
  orderId: 'o-1',
  status: 'CREATED',
  eventId: 4,
  seatIds: [7],
  amount: 1,
  currency: 'KRW',
  createdAt: '',
};
const refused = (code: string) => ({ code, message: code, traceId: 'f'.repeat(32) });

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => void vi.resetModules());
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Responds with each of these in turn, and records the keys of the requests. */
function respondWith(...list: (() => Response)[]) {
  const keys: (string | null)[] = [];
  server.use(
    http.post('*/api/orders', ({ request }) => {
      const respond = list[Math.min(keys.length, list.length - 1)];
      keys.push(request.headers.get('Idempotency-Key'));
      return respond!();
    }),
  );
  return keys;
}

const shop = () => import('./attempt-store');
const created = () => HttpResponse.json(placed, { status: 201 });

test('a double click is one order with one key', async () => {
  const keys = respondWith(created);
  const { pay, useAttempt } = await shop();
  pay({ eventId: 4, seatIds: [7] }, 't');
  pay({ eventId: 4, seatIds: [7] }, 't');
  await soon(() => expect(useAttempt.getState().state.phase).toBe('placed'));
  expect(keys).toHaveLength(1);
});

test('a lost response and an outage are retried with the same key', async () => {
  const outage = () => HttpResponse.json(refused('UNAVAILABLE'), { status: 503 });
  const keys = respondWith(() => HttpResponse.error(), outage, created);
  const { pay, useAttempt, retryNow } = await shop();
  pay({ eventId: 4, seatIds: [7] }, 't');
  await soon(() => {
    retryNow();
    expect(useAttempt.getState().state).toMatchObject({ phase: 'placed', orderId: 'o-1' });
  });
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test('a reload in the middle goes on with the same key', async () => {
  const keys = respondWith(() => HttpResponse.error(), created);
  const before = await shop();
  before.pay({ eventId: 4, seatIds: [7] }, 't');
  await soon(() => expect(before.useAttempt.getState().state.phase).toBe('unknown'));
  vi.resetModules();
  const after = await shop();
  after.resumeAttempt();
  await soon(() => expect(after.useAttempt.getState().state.phase).toBe('placed'));
  expect(new Set(keys).size).toBe(1);
});

test('a definite refusal is shown with its trace id, and not retried', async () => {
  const keys = respondWith(() => HttpResponse.json(refused('HOLD_EXPIRED'), { status: 410 }));
  const { pay, useAttempt } = await shop();
  pay({ eventId: 4, seatIds: [7] }, 't');
  await soon(() => expect(useAttempt.getState().state.phase).toBe('refused'));
  expect(useAttempt.getState().state).toMatchObject({
    refusal: { code: 'HOLD_EXPIRED', traceId: 'f'.repeat(32) },
  });
  expect(keys).toHaveLength(1);
});
