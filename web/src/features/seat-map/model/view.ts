/** How a seat lies to the stage, as far as the layout says. Pure. */
import { boxOf } from './geometry';
import { pointOf, type Layout } from './layout';

export interface View {
  /** Rows or columns between the seat and the edge of the stage. */
  away: number;
  /** The seat looks straight at the stage. */
  centred: boolean;
}

export function viewOf(layout: Layout, seat: number): View | null {
  const { stage } = layout;
  if (!stage) return null;
  const { x, y } = pointOf(layout, seat);
  const { left, right, top, bottom } = boxOf(stage);
  const down = gap(y, top, bottom);
  const across = gap(x, left, right);
  // From the edge of the stage to the middle of a seat is half a row more than the rows in between.
  return {
    away: Math.round(Math.max(down, across) + 0.5 - EPSILON),
    centred: down === 0 || across === 0,
  };
}

/** The middles of seats are numbers of 32 bits. */
const EPSILON = 0.001;

/** How far a place lies outside of a span. */
const gap = (at: number, from: number, to: number): number => Math.max(0, from - at, at - to);
