import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { holdSeats } from './hold-seats';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

type Body = Record<string, unknown>;
let held: { body: Body; key: string | null }[] = [];
let released: string[] = [];
let soldOut: string | null = null;
let named = true;

const refused = (code: string, status: number) =>
  HttpResponse.json({ code, message: code, traceId: 'f'.repeat(32) }, { status });

beforeEach(() => {
  held = [];
  released = [];
  soldOut = null;
  named = true;
  server.use(
    http.post('*/api/auth/guest', () => refused('UNAVAILABLE', 503)),
    http.post('*/api/reservations', async ({ request }) => {
      const body = (await request.json()) as Body;
      const first = body.section ? 241 + held.length * 10 : 3;
      held.push({ body, key: request.headers.get('Idempotency-Key') });
      const parts = (body.tiers ?? []) as { tier: string; quantity: number }[];
      if (soldOut !== null && [body.tier, ...parts.map(({ tier }) => tier)].includes(soldOut))
        return refused('TIER_SOLD_OUT', 409);
      const wanted = typeof body.quantity === 'number' ? body.quantity : 1;
      const count = parts.reduce((sum, { quantity }) => sum + quantity, 0) || wanted;
      let next = first;
      const tiers = parts.map(({ tier, quantity }) => ({
        tier,
        seatIds: Array.from({ length: quantity }, () => next++),
      }));
      return HttpResponse.json(
        {
          reservationId: `r-${first}`,
          eventId: 8,
          seatId: first,
          seatIds: Array.from({ length: count }, (_, at) => first + at),
          ...(body.tier ? { tier: body.tier } : {}),
          ...(tiers.length > 0 ? { tiers } : {}),
          holdSeconds: 180,
          lifeSecondsMax: 600,
          expiresAt: new Date(Date.now() + 180_000).toISOString(),
          holdToken: `token-${first}`,
          traceId: 'f'.repeat(32),
        },
        { status: 201 },
      );
    }),
    http.post('*/api/reservations/8/:seat/extend', () =>
      named
        ? HttpResponse.json({ expiresAt: new Date(Date.now() + 181_000).toISOString() })
        : refused('NOT_HOLD_OWNER', 403),
    ),
    http.delete('*/api/reservations/8/:seat', ({ request, params }) => {
      released.push(`${String(params.seat)} ${request.headers.get('Hold-Token')}`);
      return new HttpResponse(null, { status: 204 });
    }),
  );
});

const wanted = {
  key: 'k',
  eventId: 8,
  seatIds: [3],
  places: [
    { section: 'FLOOR', tier: 'adult', quantity: 2 },
    { section: 'FLOOR', tier: 'youth', quantity: 1 },
  ],
};

test('the best seats are asked for in one request, whose key is that of the press', async () => {
  server.use(
    http.post('*/api/reservations/best', async ({ request }) => {
      held.push({
        body: (await request.json()) as Body,
        key: request.headers.get('Idempotency-Key'),
      });
      return refused('NO_SEATS_TOGETHER', 409);
    }),
  );
  const best = { quantity: 2, maxPrice: 50_000 };
  const refusal = holdSeats({ key: 'k', eventId: 8, seatIds: [], places: [], best });
  await expect(refusal).rejects.toMatchObject({ code: 'NO_SEATS_TOGETHER' });
  const body = { eventId: 8, holdSeconds: 180, ...best };
  expect(held).toEqual([{ body, key: 'k' }]);
});

test('seats and places at two prices are one hold of two reservations, each with a key of its own', async () => {
  const hold = await holdSeats(wanted);
  expect(held.map(({ key }) => key)).toEqual(['k', 'k.1']);
  expect(held[1]?.body).toEqual({
    eventId: 8,
    holdSeconds: 180,
    section: 'FLOOR',
    tiers: [
      { tier: 'adult', quantity: 2 },
      { tier: 'youth', quantity: 1 },
    ],
  });
  expect(hold.seatIds).toEqual([3, 251, 252, 253]);
  expect(hold.heads).toEqual([3, 251]);
  expect(hold.tiers.map(({ tier }) => tier)).toEqual(['adult', 'adult', 'youth']);
});

test('places at one price are one request, and nothing else is asked', async () => {
  named = false;
  const hold = await holdSeats({ ...wanted, seatIds: [], places: wanted.places.slice(0, 1) });
  expect(held.map(({ key }) => key)).toEqual(['k']);
  expect(hold.seatIds).toEqual([241, 242]);
});

test('a family of a buyer without a name is one reservation', async () => {
  named = false;
  const hold = await holdSeats({ ...wanted, seatIds: [] });
  expect(held.map(({ key }) => key)).toEqual(['k']);
  expect(hold.tiers.map(({ tier }) => tier)).toEqual(['adult', 'adult', 'youth']);
});

test('when one of them is refused, those before it are released', async () => {
  soldOut = 'youth';
  await expect(holdSeats(wanted)).rejects.toMatchObject({ code: 'TIER_SOLD_OUT' });
  expect(released.sort()).toEqual(['3 token-3']);
});

test('where one token cannot pay for all of them, the buyer learns of it at once and holds nothing', async () => {
  named = false;
  await expect(holdSeats(wanted)).rejects.toMatchObject({ code: 'ONE_SECTION_AT_A_TIME' });
  expect(released).toHaveLength(4);
  expect(released).toContain('251 token-251');
});
