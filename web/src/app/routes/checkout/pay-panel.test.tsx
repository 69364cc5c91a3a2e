import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clearAttempt } from '@/features/checkout/store/attempt-store';
import type { PaymentMethodsBody } from '@/features/checkout/model/payment-methods-body';
import { loadLanguage } from '@/i18n/language';
import { PayPanel } from './pay-panel';

const server = setupServer();
beforeAll(async () => {
  server.listen({ onUnhandledRequest: 'error' });
  await loadLanguage('ko', ['common', 'problems', 'hold', 'checkout']);
});
afterEach(() => {
  cleanup();
  clearAttempt();
  server.resetHandlers();
});
afterAll(() => server.close());

const hold = {
  eventId: 1,
  seatIds: [7],
  heads: [7],
  tiers: [],
  reservationId: 'r',
  holdToken: 't',
  expiresAt: Date.now() + 60_000,
  capAt: Date.now() + 600_000,
};
const known = { event: {} as never, seats: [], lines: [], wish: {} as never, total: '₩44,000' };
const soon = { timeout: 10_000 };

/** Renders the panel for a server that offers this, and records the bodies of the orders that it sends. */
function panelWith(offer: PaymentMethodsBody): Record<string, unknown>[] {
  const sent: Record<string, unknown>[] = [];
  server.use(
    http.get('*/api/payments/methods', () => HttpResponse.json(offer)),
    http.post('*/api/orders', async ({ request }) => {
      sent.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json({ orderId: 'o-1' }, { status: 201 });
    }),
  );
  render(
    <QueryClientProvider client={new QueryClient()}>
      <PayPanel purchase={{ state: 'held', hold, known, refusal: null }} />
    </QueryClientProvider>,
  );
  return sent;
}

const button = () => screen.getByRole('button', { name: /₩44,000/ });
const pay = () => fireEvent.click(button());

test('a demo shows the test cards that the server names, and pays with the chosen one', async () => {
  const sent = panelWith({ demo: true, items: [{ token: 'tok_ok' }, { token: 'tok_decline' }] });
  const cards = await screen.findAllByRole('radio', {}, soon);
  expect(cards.map((card) => (card as HTMLInputElement).value)).toEqual(['tok_ok', 'tok_decline']);
  fireEvent.click(cards[1]!);
  pay();
  await waitFor(() => expect(sent[0]).toMatchObject({ paymentMethod: 'tok_decline' }), soon);
});

test('where money is real there are no test cards, and the order names no method', async () => {
  const sent = panelWith({ demo: false, items: [] });
  await waitFor(() => expect(document.querySelector('[aria-hidden]')).toBeNull(), soon);
  expect(screen.queryByRole('radio')).toBeNull();
  expect(screen.queryByText(/시험용|test card/i)).toBeNull();
  pay();
  await waitFor(() => expect(sent[0]).toEqual({ eventId: 1, seatIds: [7] }), soon);
});

test('nothing can be paid for before the methods are known, nor when they cannot be fetched', async () => {
  const sent = panelWith({ demo: false, items: [] });
  expect(button()).toHaveProperty('disabled', true);
  await waitFor(() => expect(button()).toHaveProperty('disabled', false), soon);
  cleanup();
  server.use(
    http.get('*/api/payments/methods', () =>
      HttpResponse.json({ code: 'FORBIDDEN', message: 'no', traceId: 't' }, { status: 403 }),
    ),
  );
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <PayPanel purchase={{ state: 'held', hold, known, refusal: null }} />
    </QueryClientProvider>,
  );
  await screen.findByRole('alert', {}, soon);
  expect(button()).toHaveProperty('disabled', true);
  pay();
  expect(sent).toEqual([]);
});
