/** Seats that the page recommends, and seats that a choice would leave alone. Pure. */
import { colOf, pointOf, rowOf, type Layout, type Section } from './layout';
import { isWanted, type SeatFilter } from './filter';
import type { Point } from './geometry';
import { runFrom } from './neighbours';
import { AVAILABLE } from '@holdfast/client/seat-map/status';

interface Wish {
  count: number;
  filter: SeatFilter;
}

/** Free seats side by side, as near to the middle of the stage as there are; none when no row has as many. */
export function bestTogether(
  layout: Layout,
  statuses: Uint8Array,
  { count, filter }: Wish,
): number[] {
  const free = (seat: number) => statuses[seat] === AVAILABLE && isWanted(layout, filter, seat);
  const goal = aimOf(layout);
  let best: number[] = [];
  let bestCost = Infinity;
  for (let seat = 0; seat < layout.count; seat += 1) {
    if (!free(seat)) continue;
    // The last of the seats side by side, if they are in one row: the ids run along it.
    const [first, last] = [pointOf(layout, seat), pointOf(layout, seat + count - 1)];
    const cost = Math.hypot((first.x + last.x) / 2 - goal.x, (first.y + last.y) / 2 - goal.y);
    if (cost >= bestCost) continue;
    const run = runFrom(layout, seat, count, free);
    if (run.length < count) continue;
    best = run;
    bestCost = cost;
  }
  return best;
}

/** The place that seats are measured from: at the middle of the stage, or in front of the first row where no stage is known. */
function aimOf({ stage, box }: Layout): Point {
  if (!stage) return { x: (box.left + box.right) / 2, y: box.top };
  return { x: stage.left + (stage.cols - 1) / 2, y: stage.top + (stage.rows - 1) / 2 };
}

/** Whether the choice leaves one free seat alone beside it, between it and a seat that is taken or the end of the row. */
export function leavesOneAlone(
  layout: Layout,
  statuses: Uint8Array,
  chosen: ReadonlySet<number>,
): boolean {
  const isOpen = (seat: number, section: Section | undefined, row: number) =>
    seat >= 0 &&
    !chosen.has(seat) &&
    statuses[seat] === AVAILABLE &&
    layout.sections[layout.section[seat] ?? -1] === section &&
    rowOf(layout, seat) === row;
  return [...chosen].some((seat) => {
    const section = layout.sections[layout.section[seat] ?? -1];
    const row = rowOf(layout, seat);
    return [1, -1].some(
      (step) =>
        isOpen(at(layout, seat, step), section, row) &&
        !isOpen(at(layout, seat, 2 * step), section, row),
    );
  });
}

/** The seat that many columns further in the same row, or -1. */
function at(layout: Layout, seat: number, columns: number): number {
  const col = colOf(layout, seat) + columns;
  if (col < 1 || col > layout.cols) return -1;
  return (layout.grid[(rowOf(layout, seat) - 1) * layout.cols + col - 1] ?? 0) - 1;
}
