/** Where things are on the map, in seats: on a grid without arcs the first seat has its middle at (1, 1). Pure. */

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Rectangle {
  top: number;
  left: number;
  rows: number;
  cols: number;
}

/** From the outer edge of the first seat to that of the last. */
export const boxOf = (part: Rectangle): Box => ({
  left: part.left - 0.5,
  right: part.left + part.cols - 0.5,
  top: part.top - 0.5,
  bottom: part.top + part.rows - 0.5,
});

export const grown = ({ left, top, right, bottom }: Box, by: number): Box => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by,
});

export const boxAround = (points: readonly Point[]): Box => ({
  left: Math.min(...points.map(({ x }) => x)),
  right: Math.max(...points.map(({ x }) => x)),
  top: Math.min(...points.map(({ y }) => y)),
  bottom: Math.max(...points.map(({ y }) => y)),
});

export const boxAroundAll = (boxes: readonly Box[]): Box => ({
  left: Math.min(...boxes.map(({ left }) => left)),
  right: Math.max(...boxes.map(({ right }) => right)),
  top: Math.min(...boxes.map(({ top }) => top)),
  bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
});

/** Whether a point lies in a polygon: a line from it crosses the edges an odd number of times. */
export function isWithin(corners: readonly Point[], { x, y }: Point): boolean {
  let within = false;
  let before = corners.at(-1);
  for (const corner of corners) {
    if (before && corner.y > y !== before.y > y) {
      const share = (y - corner.y) / (before.y - corner.y);
      if (x < corner.x + share * (before.x - corner.x)) within = !within;
    }
    before = corner;
  }
  return within;
}
