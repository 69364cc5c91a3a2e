/** The part of a map that never changes: columns by seat index, and a grid that finds the seat at a place. */
import type { Bodies } from '@/api/contract';
import { edgeOf, pointIn, readArc, readPoint, type Drawn } from './arc';
import { boxAround, boxAroundAll, grown, type Box, type Point } from './geometry';
import type { LayoutBody } from './layout-body';
import { Places } from './places';
import { pricesOf, sectionOfPlace, standingOf, type Standing } from './standing';

export interface Section extends Drawn {
  index: number;
  name: string;
  price: number;
  /** Index of the price among the prices of the event, highest first, at most `TIERS - 1`. */
  tier: number;
  /** Those of all of its prices. */
  tiers: number[];
  /** `null` where it has seats. */
  standing: Standing | null;
  /** As it is drawn: its corners, and the box around them. */
  edge: Point[];
  box: Box;
  /** How many of its seats are meant for wheelchairs, or are beside such a place. */
  flagged: number;
  /** Seats of the section, by row and then by number. */
  seats: number[];
}

export interface Layout {
  eventId: number;
  currency: string;
  rows: number;
  cols: number;
  count: number;
  r: Uint16Array;
  c: Uint16Array;
  section: Uint16Array;
  tier: Uint8Array;
  sections: Section[];
  /** The middle of each seat as it is drawn, and what finds a seat there. */
  x: Float32Array;
  y: Float32Array;
  places: Places;
  /** Around all seats as they are drawn. */
  box: Box;
  /** The corners of the room; none where the venue has not said. */
  outline: Point[];
  /** What each seat is meant for: `NO_FLAG`, `ACCESSIBLE` or `COMPANION`. */
  flags: Uint8Array;
  /** In rows and columns of the grid, and possibly beyond its edges; `null` where the venue has not said. */
  stage: Bodies['StageBody'] | null;
  /** One price for each tier, or a range where there are more prices than tiers. */
  tiers: { from: number; to: number }[];
  /** Seat index + 1 at `(row - 1) * cols + (col - 1)`; 0 where there is none. */
  grid: Uint32Array;
}

export const TIERS = 6;

export const NO_FLAG = 0;
export const ACCESSIBLE = 1;
export const COMPANION = 2;

/** Seats are listed by ascending id and the ids run from 1: the layout does not repeat them. */
export const idOfSeat = (seat: number): number => seat + 1;
export const seatOfId = (id: number): number => id - 1;

export function readLayout(body: LayoutBody): Layout {
  const count = body.r.length;
  const amountsOf = (section: LayoutBody['sections'][number]) =>
    pricesOf(section).map(({ price }) => price);
  const prices = [...new Set(body.sections.flatMap(amountsOf))].sort((a, b) => b - a);
  const tierOf = (price: number) => Math.min(prices.indexOf(price), TIERS - 1);
  const standing = standingOf(body);
  const sections = body.sections.map((section, index): Section => {
    const drawn = { ...section, arc: readArc(section.arc) };
    const edge = edgeOf(drawn);
    const tiers = amountsOf(section).map(tierOf);
    return {
      ...drawn,
      ...{ index, tiers, tier: tierOf(section.price), standing: standing[index] ?? null },
      ...{ edge, box: boxAround(edge), flagged: 0, seats: [] },
    };
  });
  const box = grown(boxAroundAll(sections.map((section) => section.box)), 0.5);
  const { x, y } = middlesOf(body, sections);
  const layout: Layout = {
    eventId: body.eventId,
    currency: body.currency,
    rows: body.rows,
    cols: body.cols,
    count,
    r: Uint16Array.from(body.r),
    c: Uint16Array.from(body.c),
    section: Uint16Array.from(body.section),
    tier: Uint8Array.from(body.section, (section) => sections[section]?.tier ?? 0),
    sections,
    x,
    y,
    places: new Places(x, y, box),
    box,
    outline: (body.outline ?? []).map(readPoint),
    flags: flagsOf(body),
    stage: body.stage ?? null,
    tiers: priceTiers(prices),
    grid: new Uint32Array(body.rows * body.cols),
  };
  for (let seat = 0; seat < count; seat += 1) {
    layout.grid[(rowOf(layout, seat) - 1) * layout.cols + (colOf(layout, seat) - 1)] = seat + 1;
    const section = sections[layout.section[seat] ?? 0];
    section?.seats.push(seat);
    if (section && layout.flags[seat] !== NO_FLAG) section.flagged += 1;
  }
  for (const section of sections) section.seats.sort((a, b) => byPlace(layout, a, b));
  return layout;
}

/** Where the middle of each seat is drawn. */
function middlesOf(body: LayoutBody, sections: readonly Section[]) {
  const x = new Float32Array(body.r.length);
  const y = new Float32Array(body.r.length);
  for (let seat = 0; seat < x.length; seat += 1) {
    const section = sections[body.section[seat] ?? 0];
    if (!section) continue;
    const row = (body.r[seat] ?? 0) - section.top;
    const point = pointIn(section, row, (body.c[seat] ?? 0) - section.left);
    x[seat] = point.x;
    y[seat] = point.y;
  }
  return { x, y };
}

function flagsOf({ r, accessible = [], companion = [] }: LayoutBody): Uint8Array {
  const flags = new Uint8Array(r.length);
  for (const id of accessible) flags[seatOfId(id)] = ACCESSIBLE;
  for (const id of companion) flags[seatOfId(id)] = COMPANION;
  return flags;
}

function priceTiers(prices: number[]): { from: number; to: number }[] {
  const tiers = prices.slice(0, TIERS).map((price) => ({ from: price, to: price }));
  const last = tiers[TIERS - 1];
  if (last) last.from = prices.at(-1) ?? last.to;
  return tiers;
}

const byPlace = (layout: Layout, a: number, b: number): number =>
  rowOf(layout, a) - rowOf(layout, b) || colOf(layout, a) - colOf(layout, b);

export const rowOf = (layout: Layout, seat: number): number => layout.r[seat] ?? 0;
export const colOf = (layout: Layout, seat: number): number => layout.c[seat] ?? 0;

/** The middle of a seat as it is drawn. */
export const pointOf = (layout: Layout, seat: number): Point => ({
  x: layout.x[seat] ?? 0,
  y: layout.y[seat] ?? 0,
});

export const sectionOf = (layout: Layout, seat: number): Section | undefined =>
  layout.sections[layout.section[seat] ?? -1];

export const priceOf = (layout: Layout, seat: number): number =>
  sectionOf(layout, seat)?.price ?? 0;

/** What a buyer reads on the chair: row and number count inside the section. */
export interface Place {
  section: string;
  row: number;
  number: number;
  price: number;
}

/** A place of a purchase as a ticket names it: a place to stand has no row and no number, and may have one of several prices. */
export interface Admission {
  id: number;
  section: string;
  row: number | null;
  number: number | null;
  tier: string | null;
  price: number;
}

export function placeOf(layout: Layout, seat: number): Place | null {
  const section = sectionOf(layout, seat);
  if (!section) return null;
  return {
    section: section.name,
    row: rowOf(layout, seat) - section.top + 1,
    number: colOf(layout, seat) - section.left + 1,
    price: section.price,
  };
}

/** `null` when the layout does not have it, or not at such a price. */
export function admissionOf(layout: Layout, id: number, tier: string | null): Admission | null {
  const seat = placeOf(layout, seatOfId(id));
  if (seat) return { id, tier: null, ...seat };
  const section = sectionOfPlace(layout.sections, id);
  const prices = section?.standing?.prices ?? [];
  const price = prices.find((one) => tier === null || one.tier === tier);
  return section && price ? { id, section: section.name, row: null, number: null, ...price } : null;
}

/** The seat at a 1-based cell of the grid, or -1. */
export function seatAt(layout: Layout, row: number, col: number): number {
  if (row < 1 || col < 1 || row > layout.rows || col > layout.cols) return -1;
  return (layout.grid[(row - 1) * layout.cols + (col - 1)] ?? 0) - 1;
}
