import * as v from 'valibot';
import { integer, schemaOf, time, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';
import { asProblem, Problem } from '@/lib/problem';
import { salePassOf } from '@/lib/sale-passes';
import type { Hold, HoldRequest } from '../model/hold-state';
import { holdOf, type Granted } from '../model/joined-hold';
import { extendSeat } from './extend-hold';
import { releaseSeats } from './release-seats';

type Reservation = Omit<Bodies['ReservationBody'], 'seatId' | 'traceId'>;
type HoldBody = Bodies['HoldSeatsBody'];
type BestBody = Bodies['BestSeatsBody'];

const reservation = schemaOf<Reservation>()(
  v.object({
    reservationId: v.string(),
    eventId: integer,
    seatIds: v.array(integer),
    tier: v.exactOptional(v.string()),
    holdToken: v.string(),
    holdSeconds: integer,
    lifeSecondsMax: integer,
    expiresAt: time,
  }),
);

/** Long enough to pay calmly on a phone; only the buyer extends it. */
const HOLD_SECONDS = 180;

/**
 * All of the seats and places, or none: the seats are one reservation, and the places at each price are one. A retry with the same key is
 * the same request.
 */
export async function holdSeats(wanted: HoldRequest): Promise<Hold> {
  const granted: Granted[] = [];
  try {
    if (wanted.best) granted.push(await holdOne(bestOf(wanted, wanted.best), wanted.key, '/best'));
    else
      for (const [index, body] of bodiesOf(wanted).entries())
        granted.push(await holdOne(body, index === 0 ? wanted.key : `${wanted.key}.${index}`));
    if (granted.length > 1) await expectOneBuyer(granted, wanted.key);
    return holdOf(granted);
  } catch (cause) {
    if (!asProblem(cause).outcomeUnknown) await Promise.all(granted.map(releaseSeats));
    throw cause;
  }
}

function bodiesOf({ eventId, seatIds, places }: HoldRequest): HoldBody[] {
  const shared = { eventId, holdSeconds: HOLD_SECONDS };
  const standing = places.map(({ section, quantity, tier }) => ({
    ...shared,
    ...{ section, quantity, tier },
  }));
  return seatIds.length > 0 ? [{ ...shared, seatIds }, ...standing] : standing;
}

const bestOf = (
  { eventId }: HoldRequest,
  { quantity, maxPrice }: NonNullable<HoldRequest['best']>,
): BestBody => ({ eventId, holdSeconds: HOLD_SECONDS, quantity, maxPrice });

async function holdOne(body: HoldBody | BestBody, key: string, path = ''): Promise<Granted> {
  const { holdSeconds, lifeSecondsMax, tier, ...granted } = await request(
    `/api/reservations${path}`,
    reservation,
    {
      method: 'POST',
      body,
      idempotencyKey: key,
      salePass: salePassOf(body.eventId),
      timeoutMs: 8_000,
    },
  );
  const expiresAt = Date.parse(granted.expiresAt);
  const capAt = expiresAt + (lifeSecondsMax - holdSeconds) * 1000;
  return { ...granted, expiresAt, capAt, tier: tier ?? null };
}

/**
 * An order shows one token. Where reservations belong to a name, it does for all of them; where each belongs to the bearer of its token,
 * several cannot be bought together, and a buyer must learn of it now and not at the payment. Only a request of the last reservation with
 * the first token tells.
 */
async function expectOneBuyer(granted: readonly Granted[], key: string): Promise<void> {
  const [first, last] = [granted[0], granted.at(-1)];
  if (!first || !last) return;
  try {
    await extendSeat({ ...last, holdToken: first.holdToken }, 1, `${key}.one-buyer`);
  } catch (cause) {
    const problem = asProblem(cause);
    throw problem.code === 'NOT_HOLD_OWNER' ? new Problem('ONE_PRICE_AT_A_TIME', 403) : problem;
  }
}
