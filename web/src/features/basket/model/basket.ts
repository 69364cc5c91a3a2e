/**
 * What the buyer has chosen and not yet held: local, free of cost, reversible. A pure reducer.
 *
 * A line is a numbered seat, or a quantity at one price of an area without numbers. The limit counts places, whatever they are.
 */
import * as v from 'valibot';
import { integer, schemaOf } from '@/api/contract';

export type Line = { kind: 'seat'; seatId: number } | ({ kind: 'area' } & Places);

/** So many places of a section without numbers, at one of its prices. */
export interface Places {
  section: string;
  tier: string | null;
  quantity: number;
}

export interface Basket {
  eventId: number | null;
  /** In the order in which they were chosen. */
  lines: readonly Line[];
  /** Chosen seats that other buyers have taken since this one last looked. */
  lost: readonly number[];
}

export type BasketEvent =
  /** Another event is another basket. */
  | { kind: 'opened'; eventId: number; seatCount: number }
  | { kind: 'toggled'; seatId: number }
  | { kind: 'added'; seatIds: readonly number[] }
  /** Other seats instead; the places without numbers stay. */
  | { kind: 'replaced'; seatIds: readonly number[] }
  | { kind: 'emptied' }
  /** Other buyers have these seats now. */
  | { kind: 'lost'; seatIds: readonly number[] }
  | { kind: 'acknowledged' }
  | ({ kind: 'counted' } & Places);

export const PLACES_MAX = 8;

export const EMPTY: Basket = { eventId: null, lines: [], lost: [] };

export function onBasket(basket: Basket, event: BasketEvent): Basket {
  switch (event.kind) {
    case 'opened':
      return fits(basket, event) ? basket : { ...EMPTY, eventId: event.eventId };
    case 'toggled':
      return toggle(basket, event.seatId);
    case 'added':
      return withLines(basket, [...basket.lines, ...linesOf(event.seatIds)]);
    case 'replaced':
      return withLines(basket, [...areasIn(basket.lines), ...linesOf(event.seatIds)]);
    case 'emptied':
      return withLines(basket, []);
    case 'lost':
      return lose(basket, event.seatIds);
    case 'acknowledged':
      return basket.lost.length === 0 ? basket : { ...basket, lost: [] };
    case 'counted':
      return count(basket, event);
  }
}

export const placesIn = (lines: readonly Line[]): number =>
  lines.reduce((sum, line) => sum + (line.kind === 'seat' ? 1 : line.quantity), 0);

export const seatIdsIn = (lines: readonly Line[]): number[] =>
  lines.flatMap((line) => (line.kind === 'seat' ? [line.seatId] : []));

export const areasIn = (lines: readonly Line[]) => lines.filter((line) => line.kind === 'area');

const linesOf = (seatIds: readonly number[]): Line[] =>
  seatIds.map((seatId) => ({ kind: 'seat', seatId }));

const fits = ({ eventId, lines }: Basket, opened: { eventId: number; seatCount: number }) =>
  eventId === opened.eventId && seatIdsIn(lines).every((seatId) => seatId <= opened.seatCount);

function toggle(basket: Basket, seatId: number): Basket {
  const others = basket.lines.filter((line) => line.kind !== 'seat' || line.seatId !== seatId);
  if (others.length < basket.lines.length) return { ...basket, lines: others };
  if (placesIn(basket.lines) >= PLACES_MAX) return basket;
  return withLines(basket, [...basket.lines, { kind: 'seat', seatId }]);
}

/** Each seat once, and no more places than the limit. A new choice makes what was lost old news. */
function withLines(basket: Basket, lines: readonly Line[]): Basket {
  const kept: Line[] = [];
  for (const line of lines) {
    const twice = line.kind === 'seat' && seatIdsIn(kept).includes(line.seatId);
    if (!twice && placesIn([...kept, line]) <= PLACES_MAX) kept.push(line);
  }
  return { ...basket, lines: kept, lost: [] };
}

function lose(basket: Basket, seatIds: readonly number[]): Basket {
  const mine = seatIdsIn(basket.lines).filter((seatId) => seatIds.includes(seatId));
  if (mine.length === 0) return basket;
  return {
    ...basket,
    lines: basket.lines.filter((line) => line.kind !== 'seat' || !mine.includes(line.seatId)),
    lost: [...basket.lost, ...mine].slice(-PLACES_MAX),
  };
}

function count(basket: Basket, { section, tier, quantity }: Places): Basket {
  const isOther = (line: Line) =>
    line.kind !== 'area' || line.section !== section || line.tier !== tier;
  const others = basket.lines.filter(isOther);
  const room = PLACES_MAX - placesIn(others);
  const within = Math.max(0, Math.min(Math.floor(quantity), room));
  if (within === 0) return { ...basket, lines: others };
  const line: Line = { kind: 'area', section, tier, quantity: within };
  // In its place: a line does not jump while it is counted.
  const at = basket.lines.findIndex((one) => !isOther(one));
  const lines = at < 0 ? [...others, line] : basket.lines.with(at, line);
  return { ...basket, lines };
}

const seatId = v.pipe(integer, v.minValue(1));
const quantity = v.pipe(integer, v.minValue(1), v.maxValue(PLACES_MAX));
const line = schemaOf<Line>()(
  v.variant('kind', [
    v.object({ kind: v.literal('seat'), seatId }),
    v.object({
      kind: v.literal('area'),
      section: v.string(),
      tier: v.nullable(v.string()),
      quantity,
    }),
  ]),
);

/** What a reload may bring back from the tab's storage. */
export const basketState = v.object({
  eventId: v.nullable(integer),
  lines: v.array(line),
  lost: v.array(seatId),
});
