/** The part of a map that never changes: columns by seat index, and a grid that finds the seat at a place. */
import type { Bodies } from '@/api/contract';
import type { LayoutBody } from './layout-body';

export interface Section {
  index: number;
  name: string;
  price: number;
  /** Index of the price among the prices of the event, highest first, at most `TIERS - 1`. */
  tier: number;
  top: number;
  left: number;
  rows: number;
  cols: number;
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
  /** In rows and columns of the grid, and possibly beyond its edges; `null` where the venue has not said. */
  stage: Bodies['StageBody'] | null;
  /** One price for each tier, or a range where there are more prices than tiers. */
  tiers: { from: number; to: number }[];
  /** Seat index + 1 at `(row - 1) * cols + (col - 1)`; 0 where there is none. */
  grid: Uint32Array;
}

export const TIERS = 6;

/** Seats are listed by ascending id and the ids run from 1: the layout does not repeat them. */
export const idOfSeat = (seat: number): number => seat + 1;
export const seatOfId = (id: number): number => id - 1;

export function readLayout(body: LayoutBody): Layout {
  const count = body.r.length;
  const prices = [...new Set(body.sections.map((section) => section.price))].sort((a, b) => b - a);
  const tierOf = (price: number) => Math.min(prices.indexOf(price), TIERS - 1);
  const sections = body.sections.map((section, index): Section => ({
    ...section,
    index,
    tier: tierOf(section.price),
    seats: [],
  }));
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
    stage: body.stage ?? null,
    tiers: priceTiers(prices),
    grid: new Uint32Array(body.rows * body.cols),
  };
  for (let seat = 0; seat < count; seat += 1) {
    layout.grid[(rowOf(layout, seat) - 1) * layout.cols + (colOf(layout, seat) - 1)] = seat + 1;
    sections[layout.section[seat] ?? 0]?.seats.push(seat);
  }
  for (const section of sections) section.seats.sort((a, b) => byPlace(layout, a, b));
  return layout;
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

export const sectionOf = (layout: Layout, seat: number): Section | undefined =>
  layout.sections[layout.section[seat] ?? -1];

export const priceOf = (layout: Layout, seat: number): number =>
  sectionOf(layout, seat)?.price ?? 0;

/** What a buyer reads on the chair: row and number count inside the section. */
interface Place {
  section: string;
  row: number;
  number: number;
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

/** The seat at a 1-based cell of the grid, or -1. */
export function seatAt(layout: Layout, row: number, col: number): number {
  if (row < 1 || col < 1 || row > layout.rows || col > layout.cols) return -1;
  return (layout.grid[(row - 1) * layout.cols + (col - 1)] ?? 0) - 1;
}
