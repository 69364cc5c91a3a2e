/** Where values stand on a chart. */

export interface Point {
  /** Milliseconds on any one clock. */
  at: number;
  value: number;
}

export interface Series {
  name: string;
  points: readonly Point[];
}

export interface Frame {
  from: number;
  to: number;
  /** The value at the upper edge; the lower edge is zero. */
  top: number;
  width: number;
  height: number;
}

/** The next of 1, 2, 5, 10, 20, ... that no value exceeds, and `least` where all are small. */
export function niceTop(values: readonly number[], least: number): number {
  const largest = Math.max(least, ...values);
  const power = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= largest - power * 1e-9) ?? 10;
  return step * power;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

function place(point: Point, frame: Frame): [number, number] {
  const across = (point.at - frame.from) / (frame.to - frame.from);
  const up = Math.min(1, point.value / frame.top);
  return [rounded(across * frame.width), rounded((1 - up) * frame.height)];
}

/** The line through all points within the frame; empty for fewer than two. */
export function linePath(points: readonly Point[], frame: Frame): string {
  const inside = points.filter((point) => point.at >= frame.from && point.at <= frame.to);
  if (inside.length < 2) return '';
  return `M${inside.map((point) => place(point, frame).join(' ')).join('L')}`;
}

/** The same, closed along the lower edge. */
export function areaPath(points: readonly Point[], frame: Frame): string {
  const line = linePath(points, frame);
  const inside = points.filter((point) => point.at >= frame.from && point.at <= frame.to);
  const [first, last] = [inside.at(0), inside.at(-1)];
  if (line === '' || !first || !last) return '';
  return `${line}V${frame.height}H${place(first, frame)[0]}Z`;
}

/** At most `count` of the points, evenly chosen, and always the last. */
export function sample<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, Math.ceil(items.length / count));
  return items.filter((_, index) => (items.length - 1 - index) % step === 0);
}
