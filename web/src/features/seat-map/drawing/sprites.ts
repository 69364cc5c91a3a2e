/**
 * Every look that a seat can have, drawn once per size, then copied. Twenty thousand copies of a small picture cost a
 * fraction of one path with twenty thousand pieces, and a single seat can change without touching the others.
 */
import { TIERS } from '../model/layout';
import { AVAILABLE, HELD } from '@holdfast/client/seat-map/status';
import type { Palette } from './palette';

export interface Sprites {
  image: HTMLCanvasElement;
  /** Side of one cell in device pixels. */
  cell: number;
}

/** Free seats of tier 0..5, then held, then sold, then free but not wanted. */
const ASIDE = TIERS + 2;
/** The last one is no look: it wipes a seat away before another look is drawn, and leaves its neighbours alone. */
export const WIPE = TIERS + 3;
const LOOKS = TIERS + 4;

export function lookOf(status: number, tier: number, wanted: boolean): number {
  if (status === AVAILABLE) return wanted ? tier : ASIDE;
  return status === HELD ? TIERS : TIERS + 1;
}

export function drawSprites(palette: Palette, cell: number): Sprites {
  const image = document.createElement('canvas');
  image.width = cell * LOOKS;
  image.height = cell;
  const context = image.getContext('2d');
  if (context) {
    for (let look = 0; look < LOOKS; look += 1) {
      context.save();
      context.translate(look * cell + cell / 2, cell / 2);
      drawLook(context, palette, look, cell);
      context.restore();
    }
  }
  return { image, cell };
}

function drawLook(
  context: CanvasRenderingContext2D,
  palette: Palette,
  look: number,
  cell: number,
): void {
  const radius = cell * 0.42;
  if (look < TIERS) {
    context.fillStyle = palette.tiers[look] ?? palette.ink;
    context.beginPath();
    tracePath(context, look, radius, cell);
    context.fill();
  } else if (look === TIERS) {
    // Thin and small: what cannot be had steps back behind what can.
    const line = Math.max(1, cell * 0.075);
    context.strokeStyle = palette.held;
    context.lineWidth = line;
    context.beginPath();
    context.arc(0, 0, Math.max(0.5, radius * 0.7 - line / 2), 0, Math.PI * 2);
    context.stroke();
  } else if (look === ASIDE) {
    dot(context, palette.line, radius * 0.8);
  } else if (look === WIPE) {
    dot(context, palette.ink, cell * 0.5);
  } else {
    dot(context, palette.sold, Math.max(0.7, cell * 0.15));
  }
}

function dot(context: CanvasRenderingContext2D, color: string, radius: number): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(0, 0, radius, 0, Math.PI * 2);
  context.fill();
}

/** Each tier has a shape of its own as well as a colour; below about eight pixels the shapes look alike. */
const SHAPE_CELL_MIN = 9;

function tracePath(
  context: CanvasRenderingContext2D,
  tier: number,
  radius: number,
  cell: number,
): void {
  if (cell < SHAPE_CELL_MIN || tier === 0) {
    context.arc(0, 0, radius, 0, Math.PI * 2);
  } else if (tier === 1) {
    const half = radius * 0.88;
    context.roundRect(-half, -half, half * 2, half * 2, radius * 0.28);
  } else {
    const [corners, grow] = POLYGONS[tier] ?? DIAMOND;
    polygon(context, corners, radius * grow);
  }
}

/** The number of corners, and how much larger than a circle the shape must be to look as large. */
type Polygon = [corners: number, grow: number];

const DIAMOND: Polygon = [4, 1.1];
const POLYGONS: Partial<Record<number, Polygon>> = {
  2: DIAMOND,
  3: [6, 1.04],
  4: [3, 1.16],
  5: [5, 1.08],
};

/** Stands on its base, with one corner at the top. */
function polygon(context: CanvasRenderingContext2D, corners: number, radius: number): void {
  const down = corners % 2 === 1 ? radius * (1 - Math.cos(Math.PI / corners)) * 0.5 : 0;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = (corner * 2 * Math.PI) / corners - Math.PI / 2;
    context.lineTo(Math.cos(angle) * radius, Math.sin(angle) * radius + down);
  }
  context.closePath();
}

/** A seat that the buyer has selected is ink with a tick; one that the buyer holds has a ring around it as well. */
export function drawOwn(
  context: CanvasRenderingContext2D,
  palette: Palette,
  x: number,
  y: number,
  size: number,
  held: boolean,
): void {
  const radius = Math.max(3, size * (held ? 0.36 : 0.46));
  context.fillStyle = palette.ink;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
  if (held) {
    context.strokeStyle = palette.ink;
    context.lineWidth = Math.max(1.5, size * 0.07);
    context.beginPath();
    context.arc(x, y, radius + Math.max(2.5, size * 0.12), 0, Math.PI * 2);
    context.stroke();
  }
  if (radius < 4.5) return;
  context.strokeStyle = palette.ground;
  context.lineWidth = Math.max(1.5, radius * 0.22);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(x - radius * 0.42, y + radius * 0.02);
  context.lineTo(x - radius * 0.1, y + radius * 0.34);
  context.lineTo(x + radius * 0.44, y - radius * 0.3);
  context.stroke();
}
