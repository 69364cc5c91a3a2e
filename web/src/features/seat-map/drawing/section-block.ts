/** A section in the overview: name, price and seats left on a shape that is filled by the share of free seats; hatched when sold out. */
import type { Palette } from './palette';
import { trace, type Shape } from './section-shape';

export const FONT = "'Pretendard Variable', system-ui, sans-serif";

export interface Block {
  shape: Shape;
  /** Of its seats that are free, 0 to 1. */
  share: number;
  soldOut: boolean;
  /** The buyer has filtered it out. */
  aside: boolean;
  tier: string;
  palette: Palette;
  name: string;
  /** It is shown from near too, where words may be larger. */
  large: boolean;
  /** Below the name, as many as there is room for, each in the first wording that fits. */
  lines: string[][];
}

/** No more of the tier's colour than this: the ink on it stays readable. */
const FILL_MAX = 0.4;
const FILL_MIN = 0.1;
const ASIDE = 0.35;
const BAR = 4;
const HATCH_STEP = 7;
const LINE_STEP = 1.32;
/** The largest and the smallest of a name, and of a line below it. */
const NAME_SIZES = [15, 9.5] as const;
const LINE_SIZES = [12.5, 8.5] as const;
const LARGE = 1.5;
const PADDING = 5;
/** A lower block has no bar: its fill says the same. */
const BAR_HEIGHT_MIN = 36;

export function drawBlock(context: CanvasRenderingContext2D, block: Block): void {
  const { soldOut, share, tier, palette, aside } = block;
  const opacity = context.globalAlpha * (aside ? ASIDE : 1);
  trace(context, block.shape);
  context.globalAlpha = opacity * (soldOut ? 0.5 : FILL_MIN + (FILL_MAX - FILL_MIN) * share);
  context.fillStyle = soldOut || aside ? palette.line : tier;
  context.fill();
  context.globalAlpha = opacity;
  context.strokeStyle = soldOut || aside ? palette.lineStrong : tier;
  context.lineWidth = 1.25;
  context.stroke();
  if (soldOut) hatch(context, block);
  else bar(context, block);
  words(context, block);
}

/** Slanted lines say "nothing here" without a colour. */
function hatch(context: CanvasRenderingContext2D, block: Block): void {
  const { palette, shape } = block;
  const { x, y, width, height } = shape.around;
  context.save();
  trace(context, shape);
  context.clip();
  context.strokeStyle = palette.line;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = -height; at < width; at += HATCH_STEP) {
    context.moveTo(x + at, y + height);
    context.lineTo(x + at + height, y);
  }
  context.stroke();
  context.restore();
}

/** How much is left, at the foot of the block. */
function bar(context: CanvasRenderingContext2D, block: Block): void {
  const { share, tier, palette, aside } = block;
  const { x, y, width, height } = block.shape.box;
  if (width < 24 || height < BAR_HEIGHT_MIN) return;
  const across = width - 2 * PADDING;
  const top = y + height - PADDING - BAR;
  context.fillStyle = palette.line;
  context.beginPath();
  context.roundRect(x + PADDING, top, across, BAR, BAR / 2);
  context.fill();
  context.fillStyle = aside ? palette.lineStrong : tier;
  context.beginPath();
  context.roundRect(x + PADDING, top, Math.max(BAR, across * share), BAR, BAR / 2);
  context.fill();
}

interface Line {
  text: string;
  weight: number;
  size: number;
}

function words(context: CanvasRenderingContext2D, block: Block): void {
  const { soldOut, palette } = block;
  const { x, y, width, height } = block.shape.box;
  const low = height < BAR_HEIGHT_MIN;
  const padding = low ? 0 : PADDING;
  const room = height - 2 * padding - (soldOut || low ? 0 : BAR + 2);
  const lines = fitting(context, block, width - 6, room);
  if (lines.length === 0) return;
  const tall = lines.reduce((sum, { size }) => sum + size * LINE_STEP, 0);
  let middle = y + padding + (room - tall) / 2;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { text, weight, size } of lines) {
    middle += (size * LINE_STEP) / 2;
    context.fillStyle = soldOut ? palette.ink2 : palette.ink;
    context.font = `${weight} ${size}px ${FONT}`;
    context.fillText(text, x + width / 2, middle);
    middle += (size * LINE_STEP) / 2;
  }
}

/** The name first, then each line for which there is room. */
function fitting(
  context: CanvasRenderingContext2D,
  { name, lines, large }: Block,
  width: number,
  height: number,
): Line[] {
  const made: Line[] = [];
  let left = height;
  for (const [index, wordings] of [[name], ...lines].entries()) {
    const weight = index === 0 ? 640 : 430;
    const [usual, least] = index === 0 ? NAME_SIZES : LINE_SIZES;
    const most = large ? usual * LARGE : usual;
    // A low block has no room for a large name and a price.
    const from = Math.min(most, left / LINE_STEP, index === 0 ? height * 0.42 : most);
    for (const text of wordings) {
      const size = fitText(context, text, weight, Math.max(from, least), least, width);
      if (size === 0 || size * LINE_STEP > left + 1) continue;
      made.push({ text, weight, size });
      left -= size * LINE_STEP;
      break;
    }
  }
  return made;
}

/** The largest size between two at which a text fits, or 0. */
function fitText(
  context: CanvasRenderingContext2D,
  text: string,
  weight: number,
  from: number,
  to: number,
  width: number,
): number {
  if (from < to) return 0;
  context.font = `${weight} ${from}px ${FONT}`;
  const wide = context.measureText(text).width;
  const size = Math.min(from, (from * width) / wide);
  return size >= to ? size : 0;
}
