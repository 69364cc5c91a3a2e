import * as v from 'valibot';
import { integer, schemaOf, time, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';
import { asProblem, Problem } from '@/lib/problem';
import { salePassOf } from '@/lib/sale-passes';
import { readyToBuy } from '@/lib/session/send-as';
import type { Hold, HoldRequest } from '../model/hold-state';
import { holdOf, type Granted } from '../model/joined-hold';
import { extendSeat } from './extend-hold';
import { releaseSeats } from './release-seats';

type Reservation = Omit<Bodies['ReservationBody'], 'seatId' | 'traceId'>;
type HoldBody = Bodies['HoldSeatsBody'];
type BestBody = Bodies['BestSeatsBody'];

const tierSeats = schemaOf<Bodies['TierSeatsBody']>()(
  v.object({ tier: v.string(), seatIds: v.array(integer) }),
);

const reservation = schemaOf<Reservation>()(
  v.object({
    reservationId: v.string(),
    eventId: integer,
    seatIds: v.array(integer),
    tier: v.exactOptional(v.string()),
    tiers: v.exactOptional(v.array(tierSeats)),
    holdToken: v.string(),
    holdSeconds: integer,
    lifeSecondsMax: integer,
    expiresAt: time,
  }),
);

/** Long enough to pay calmly on a phone; only the buyer extends it. */
const HOLD_SECONDS = 180;

/**
 * All of the seats and places, or none: the seats are one reservation, and the places of each section are one, at whatever prices. A retry
 * with the same key is the same request.
 */
export async function holdSeats(wanted: HoldRequest): Promise<Hold> {
  const granted: Granted[] = [];
  // The pass of a line is good for who has waited in it: where that was no session, this is none either.
  if (salePassOf(wanted.eventId) === null) await readyToBuy();
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
  const sections = [...new Set(places.map(({ section }) => section))];
  const standing = sections.map((section) => ({
    ...shared,
    section,
    ...pricesIn(places.filter((one) => one.section === section)),
  }));
  return seatIds.length > 0 ? [{ ...shared, seatIds }, ...standing] : standing;
}

/** Of one section: a number at one price, or how many at which. */
function pricesIn(places: HoldRequest['places']): Pick<HoldBody, 'quantity' | 'tier' | 'tiers'> {
  const [first] = places;
  if (places.length === 1 && first) return { quantity: first.quantity, tier: first.tier };
  return {
    tiers: places.flatMap(({ tier, quantity }) => (tier === null ? [] : [{ tier, quantity }])),
  };
}

const bestOf = (
  { eventId }: HoldRequest,
  { quantity, maxPrice }: NonNullable<HoldRequest['best']>,
): BestBody => ({ eventId, holdSeconds: HOLD_SECONDS, quantity, maxPrice });

async function holdOne(body: HoldBody | BestBody, key: string, path = ''): Promise<Granted> {
  const { holdSeconds, lifeSecondsMax, tier, tiers, ...granted } = await request(
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
  const several = tiers ?? (tier === undefined ? [] : [{ tier, seatIds: granted.seatIds }]);
  return { ...granted, expiresAt, capAt, tiers: several };
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
    throw problem.code === 'NOT_HOLD_OWNER' ? new Problem('ONE_SECTION_AT_A_TIME', 403) : problem;
  }
}
