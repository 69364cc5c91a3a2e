/** How a section is drawn: on its rectangle of the grid, or with its rows on arcs around one point, turned as a whole. Pure. */
import type { Bodies } from '@/api/contract';
import type { Point, Rectangle } from './geometry';

export interface Arc {
  /** The middle of the first row, which is in front. */
  x: number;
  y: number;
  /** In radians, clockwise. At 0 the section looks up. */
  turn: number;
  /** From the middle of the first row to the point that the rows lie around; 0 for straight rows. */
  radius: number;
}

export interface Drawn extends Rectangle {
  arc: Arc | null;
}

/** The API counts in tenths of a seat and of a degree. */
const TENTHS = 10;
/** An arc is drawn as so many straight lines. */
const ARC_STEPS = 12;

export const readPoint = ({ x, y }: Bodies['PointBody']): Point => ({
  x: x / TENTHS,
  y: y / TENTHS,
});

export function readArc(body: Bodies['ArcBody'] | undefined): Arc | null {
  if (!body) return null;
  const turn = (body.turn / TENTHS / 180) * Math.PI;
  return { ...readPoint(body.front), turn, radius: body.radius / TENTHS };
}

/** Row and column count from 0 inside the section, and may lie between seats or beside them. */
export function pointIn({ top, left, cols, arc }: Drawn, row: number, col: number): Point {
  if (!arc) return { x: left + col, y: top + row };
  const { x, y } = bent(arc.radius, col - (cols - 1) / 2, row);
  const [sin, cos] = [Math.sin(arc.turn), Math.cos(arc.turn)];
  return { x: arc.x + x * cos - y * sin, y: arc.y + x * sin + y * cos };
}

/** The first row is as long as it has seats; each seat is right behind the one before it. */
function bent(radius: number, aside: number, row: number): Point {
  if (radius === 0) return { x: aside, y: row };
  const angle = aside / radius;
  const reach = radius + row;
  return { x: reach * Math.sin(angle), y: reach * Math.cos(angle) - radius };
}

/** The corners of a section, half a seat outside of its seats. */
export function edgeOf(section: Drawn): Point[] {
  const { rows, cols, arc } = section;
  const steps = arc && arc.radius > 0 ? ARC_STEPS : 1;
  const along = (row: number) =>
    Array.from({ length: steps + 1 }, (_, step) =>
      pointIn(section, row, (cols * step) / steps - 0.5),
    );
  return [...along(-0.5), ...along(rows - 0.5).reverse()];
}

/** A quarter turn and its multiples, from 0 to 3: which way the section looks, roughly. */
export const quartersOf = ({ arc }: Pick<Drawn, 'arc'>): number =>
  (Math.round((arc?.turn ?? 0) / (Math.PI / 2)) + 4) % 4;
