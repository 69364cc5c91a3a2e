/** How a seat lies to the stage, as far as the layout says. Pure. */
import { colOf, rowOf, type Layout } from './layout';

export interface View {
  /** Rows or columns between the seat and the edge of the stage. */
  away: number;
  /** The seat looks straight at the stage. */
  centred: boolean;
}

export function viewOf(layout: Layout, seat: number): View | null {
  const { stage } = layout;
  if (!stage) return null;
  const down = gap(rowOf(layout, seat), stage.top, stage.rows);
  const across = gap(colOf(layout, seat), stage.left, stage.cols);
  return { away: Math.max(down, across), centred: down === 0 || across === 0 };
}

/** How far a cell lies outside of a span of cells. */
const gap = (at: number, first: number, count: number): number =>
  Math.max(0, first - at, at - (first + count - 1));
