/** Which seat comes next: for the arrow keys, and for finding similar seats. */
import { colOf, priceOf, rowOf, type Layout } from './layout';
import { AVAILABLE } from './status';

export type Direction = 'up' | 'down' | 'left' | 'right';

const STEP: Record<Direction, [number, number]> = {
  up: [-1, 0],
  down: [1, 0],
  left: [0, -1],
  right: [0, 1],
};

/** A step sideways costs as much as this many steps ahead, so that arrows prefer the same row or column. */
const ASIDE = 3;

/** The nearest seat in a direction, free or not; at the edge it is the seat itself. */
export function nearestInDirection(layout: Layout, from: number, direction: Direction): number {
  const [down, right] = STEP[direction];
  let best = from;
  let bestCost = Infinity;
  for (let seat = 0; seat < layout.count; seat += 1) {
    const dr = rowOf(layout, seat) - rowOf(layout, from);
    const dc = colOf(layout, seat) - colOf(layout, from);
    const ahead = dr * down + dc * right;
    if (ahead <= 0) continue;
    const aside = Math.abs(down === 0 ? dr : dc);
    const cost = ahead + aside * ASIDE;
    if (cost < bestCost) {
      best = seat;
      bestCost = cost;
    }
  }
  return best;
}

/**
 * The free seats that are most like the lost ones: near them, at the same price if there are any, and side by side where
 * the row allows it. Fewer than wanted when there are not enough.
 */
export function similarSeats(
  layout: Layout,
  statuses: Uint8Array,
  lost: readonly number[],
  taken: ReadonlySet<number>,
  wanted: number,
): number[] {
  const anchor = lost[0];
  if (anchor === undefined || wanted <= 0) return [];
  const free = (seat: number) => statuses[seat] === AVAILABLE && !taken.has(seat);
  let best: number[] = [];
  let bestCost = Infinity;
  for (let seat = 0; seat < layout.count; seat += 1) {
    if (!free(seat)) continue;
    const run = runFrom(layout, seat, wanted, free);
    const cost = distance(layout, anchor, seat) + (wanted - run.length) * 1_000;
    if (run.length >= best.length && (run.length > best.length || cost < bestCost)) {
      best = run;
      bestCost = cost;
    }
  }
  return best;
}

/** Free seats side by side in one row and one section, starting at `seat`. */
export function runFrom(
  layout: Layout,
  seat: number,
  wanted: number,
  free: (seat: number) => boolean,
): number[] {
  const run = [seat];
  for (let next = seat + 1; run.length < wanted && next < layout.count; next += 1) {
    const beside =
      layout.section[next] === layout.section[seat] &&
      rowOf(layout, next) === rowOf(layout, seat) &&
      colOf(layout, next) === colOf(layout, seat) + run.length;
    if (!beside || !free(next)) break;
    run.push(next);
  }
  return run;
}

function distance(layout: Layout, a: number, b: number): number {
  const away =
    Math.abs(rowOf(layout, a) - rowOf(layout, b)) + Math.abs(colOf(layout, a) - colOf(layout, b));
  const otherSection = layout.section[a] === layout.section[b] ? 0 : 20;
  const otherPrice = priceOf(layout, a) === priceOf(layout, b) ? 0 : 100;
  return away + otherSection + otherPrice;
}
