/** The top layer: the buyer's own seats, the focus, the seat under the pointer, and what has just changed. */
import { pointOf, type Layout, type Section } from '../model/layout';
import { toScreen, type Camera, type Viewport } from './camera';
import type { Palette } from './palette';
import { shapeOf, trace } from './section-shape';
import { drawOwn } from './sprites';

export interface Fading {
  seat: number;
  /** What the seat was before. */
  status: number;
  startedAt: number;
}

interface OverlayScene {
  layout: Layout;
  palette: Palette;
  camera: Camera;
  viewport: Viewport;
  own: ReadonlySet<number>;
  /** The own seats are held, not only selected. */
  held: boolean;
  focus: number | null;
  focusSection: Section | null;
  hover: number | null;
  fading: readonly Fading[];
  /** Seats that have just become own, and since when. */
  popping: ReadonlyMap<number, number>;
  now: number;
  drawGhost(seat: number, status: number): void;
}

export const FADE_MS = 150;
export const POP_MS = 220;
const MARK_MIN = 9;

export function drawOverlay(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { layout, palette, camera, viewport } = scene;
  context.clearRect(0, 0, viewport.width, viewport.height);
  const middle = (seat: number) => {
    const { x, y } = pointOf(layout, seat);
    return toScreen(camera, viewport, x, y);
  };
  for (const fading of scene.fading) {
    context.globalAlpha = Math.max(0, 1 - (scene.now - fading.startedAt) / FADE_MS);
    scene.drawGhost(fading.seat, fading.status);
  }
  context.globalAlpha = 1;
  const size = Math.max(MARK_MIN, camera.scale * 0.94);
  for (const seat of scene.own) {
    const { x, y } = middle(seat);
    blank(context, palette, x, y, size);
    drawOwn(context, palette, x, y, size * popOf(scene, seat), scene.held);
  }
  if (scene.hover !== null && !scene.own.has(scene.hover)) {
    const { x, y } = middle(scene.hover);
    ring(context, palette.ink, x, y, size * 0.56, 2);
  }
  if (scene.focus !== null) {
    const { x, y } = middle(scene.focus);
    ring(context, palette.ground, x, y, size * 0.68, 5);
    ring(context, palette.focus, x, y, size * 0.68, 3);
  }
  if (scene.focusSection) {
    trace(context, shapeOf(scene.focusSection, camera, viewport));
    context.strokeStyle = palette.focus;
    context.lineWidth = 3;
    context.stroke();
  }
}

/** A seat that becomes own grows a little beyond its size and settles. */
function popOf({ popping, now }: OverlayScene, seat: number): number {
  const t = (now - (popping.get(seat) ?? -Infinity)) / POP_MS;
  return t >= 1 ? 1 : 0.55 + 0.45 * t + 0.28 * Math.sin(Math.PI * t);
}

/** Own seats are drawn on clear ground, whatever the layer below shows. */
function blank(
  context: CanvasRenderingContext2D,
  palette: Palette,
  x: number,
  y: number,
  size: number,
): void {
  context.fillStyle = palette.ground;
  context.beginPath();
  context.arc(x, y, size * 0.56, 0, Math.PI * 2);
  context.fill();
}

function ring(
  context: CanvasRenderingContext2D,
  color: string,
  x: number,
  y: number,
  radius: number,
  width: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.stroke();
}
