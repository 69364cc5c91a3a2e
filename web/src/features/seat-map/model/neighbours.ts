/** Which seat comes next: for the arrow keys, and for finding similar seats. */
import { quartersOf } from './arc';
import { colOf, pointOf, priceOf, rowOf, seatAt, sectionOf, type Layout } from './layout';
import { AVAILABLE } from '@holdfast/client/seat-map/status';

export type Direction = 'up' | 'down' | 'left' | 'right';

const STEP: Record<Direction, [number, number]> = {
  up: [-1, 0],
  down: [1, 0],
  left: [0, -1],
  right: [0, 1],
};

/** A step sideways costs as much as this many steps ahead, so that arrows prefer the same row or column. */
const ASIDE = 3;

/** The next seat of the same section by its row and number, or the seat itself. */
export function stepInSection(layout: Layout, from: number, direction: Direction): number {
  const [down, right] = STEP[direction];
  const next = seatAt(layout, rowOf(layout, from) + down, colOf(layout, from) + right);
  const inside = next >= 0 && layout.section[next] === layout.section[from];
  return inside ? next : from;
}

/**
 * The next seat on the map, free or not: in the same section along its rows, however it is turned, and beyond its edge the nearest seat of
 * another section. At the edge of the venue it is the seat itself.
 */
export function nearestInDirection(layout: Layout, from: number, direction: Direction): number {
  const beside = stepInSection(layout, from, turned(layout, from, direction));
  return beside === from ? acrossTheAisle(layout, from, direction) : beside;
}

const CLOCKWISE: readonly Direction[] = ['up', 'right', 'down', 'left'];

/** A direction on the screen, as the rows of a turned section run. */
function turned(layout: Layout, seat: number, direction: Direction): Direction {
  const section = sectionOf(layout, seat);
  const quarters = section ? quartersOf(section) : 0;
  return CLOCKWISE[(CLOCKWISE.indexOf(direction) - quarters + 4) % 4] ?? direction;
}

function acrossTheAisle(layout: Layout, from: number, direction: Direction): number {
  const [down, right] = STEP[direction];
  const here = pointOf(layout, from);
  let best = from;
  let bestCost = Infinity;
  for (let seat = 0; seat < layout.count; seat += 1) {
    if (layout.section[seat] === layout.section[from]) continue;
    const { x, y } = pointOf(layout, seat);
    const [dx, dy] = [x - here.x, y - here.y];
    const ahead = dy * down + dx * right;
    if (ahead <= 0) continue;
    const aside = Math.abs(down === 0 ? dy : dx);
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
