/** Seats that the page recommends, and seats that a choice would leave alone. Pure. */
import { colOf, rowOf, type Layout, type Section } from './layout';
import { runFrom } from './neighbours';
import { AVAILABLE } from './status';

interface Wish {
  count: number;
  /** The price tiers to choose from; `null` for all. */
  tiers: ReadonlySet<number> | null;
}

/** Free seats side by side, as near to the middle of the stage as there are; none when no row has as many. */
export function bestTogether(
  layout: Layout,
  statuses: Uint8Array,
  { count, tiers }: Wish,
): number[] {
  const free = (seat: number) => statuses[seat] === AVAILABLE;
  const goal = aimOf(layout);
  let best: number[] = [];
  let bestCost = Infinity;
  for (let seat = 0; seat < layout.count; seat += 1) {
    if (!free(seat) || (tiers && !tiers.has(layout.tier[seat] ?? 0))) continue;
    const middle = colOf(layout, seat) + (count - 1) / 2;
    const cost = Math.hypot(rowOf(layout, seat) - goal.row, middle - goal.col);
    if (cost >= bestCost) continue;
    const run = runFrom(layout, seat, count, free);
    if (run.length < count) continue;
    best = run;
    bestCost = cost;
  }
  return best;
}

/** The place that seats are measured from: at the middle of the stage, or in front of the first row where no stage is known. */
function aimOf({ stage, cols }: Layout): { row: number; col: number } {
  if (!stage) return { row: 0, col: (cols + 1) / 2 };
  return { row: stage.top + (stage.rows - 1) / 2, col: stage.left + (stage.cols - 1) / 2 };
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
