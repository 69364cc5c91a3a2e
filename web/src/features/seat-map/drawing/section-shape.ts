/** The shape of a section on the screen, and the largest upright box in it that has room for words. */
import { pointIn } from '../model/arc';
import type { Point } from '../model/geometry';
import type { Section } from '../model/layout';
import { toScreen, type Camera, type Viewport } from './camera';

export interface Shape {
  /** Empty for a rectangle, which is the box itself, with round corners. */
  corners: Point[];
  /** Around all of it. */
  around: ScreenBox;
  /** For words. */
  box: ScreenBox;
}

export interface ScreenBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Names are wider than high. */
const ASPECT = 1.6;
/** Between two sections that touch, in pixels, and at most this share of a seat. */
const GAP = 1.5;
const GAP_SHARE = 0.25;

export function shapeOf(section: Section, camera: Camera, viewport: Viewport): Shape {
  const { left, top, right, bottom } = section.box;
  const a = toScreen(camera, viewport, left, top);
  const b = toScreen(camera, viewport, right, bottom);
  const around = { x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y };
  if (!section.arc) {
    const box = shrunk(around, Math.min(GAP, camera.scale * GAP_SHARE));
    return { corners: [], around, box };
  }
  const corners = section.edge.map(({ x, y }) => toScreen(camera, viewport, x, y));
  return { corners, around, box: roomIn(section, section.arc.turn, camera, viewport) };
}

export function trace(context: CanvasRenderingContext2D, { corners, box }: Shape): void {
  context.beginPath();
  if (corners.length === 0) {
    context.roundRect(box.x, box.y, Math.max(1, box.width), Math.max(1, box.height), 4);
    return;
  }
  for (const { x, y } of corners) context.lineTo(x, y);
  context.closePath();
}

/** Around the middle of a turned section. */
function roomIn(section: Section, turn: number, camera: Camera, viewport: Viewport): ScreenBox {
  const { rows, cols } = section;
  const middle = pointIn(section, (rows - 1) / 2, (cols - 1) / 2);
  const { x, y } = toScreen(camera, viewport, middle.x, middle.y);
  const [across, along] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
  const half = Math.min(cols / 2 / (ASPECT * across + along), rows / 2 / (ASPECT * along + across));
  const [width, height] = [2 * ASPECT * half * camera.scale, 2 * half * camera.scale];
  return { x: x - width / 2, y: y - height / 2, width, height };
}

const shrunk = ({ x, y, width, height }: ScreenBox, by: number): ScreenBox => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});
