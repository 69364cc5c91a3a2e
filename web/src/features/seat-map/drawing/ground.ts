/** The bottom layer: stage, sections, their names and prices. Redrawn when the camera moves or a section's share of free seats changes. */
import type { Layout, Section } from '../model/layout';
import { boxOf, detailOf, toScreen, type Camera, type Viewport } from './camera';
import type { Palette } from './palette';

export interface Words {
  stage: string;
  soldOut: string;
  price(amount: number): string;
  row(row: number): string;
}

interface GroundScene {
  layout: Layout;
  /** Free seats by section index. */
  free: ArrayLike<number>;
  palette: Palette;
  words: Words;
  camera: Camera;
  viewport: Viewport;
}

const FONT = "'Pretendard Variable', system-ui, sans-serif";
/** Shares are drawn in steps, so that a single seat rarely redraws the ground. */
const SHARE_STEPS = 12;
/** No more of the tier's colour than this: the ink on it stays readable. */
const FILL_MAX = 0.44;
const FILL_MIN = 0.1;

export const shareStep = (free: number, seats: number): number =>
  free === 0 ? 0 : Math.max(1, Math.round((free / Math.max(1, seats)) * SHARE_STEPS));

export function drawGround(context: CanvasRenderingContext2D, scene: GroundScene): void {
  context.clearRect(0, 0, scene.viewport.width, scene.viewport.height);
  drawStage(context, scene);
  for (const section of scene.layout.sections) drawSection(context, scene, section);
}

function drawStage(context: CanvasRenderingContext2D, scene: GroundScene): void {
  const { palette, camera, viewport } = scene;
  const { stage } = scene.layout;
  if (!stage) return;
  const box = boxOf(stage);
  const a = toScreen(camera, viewport, box.left, box.top);
  const b = toScreen(camera, viewport, box.right, box.bottom);
  const height = b.y - a.y;
  context.fillStyle = palette.ink;
  context.beginPath();
  context.roundRect(a.x, a.y, b.x - a.x, height, Math.min(8, height / 3));
  context.fill();
  if (height < 9) return;
  context.fillStyle = palette.ground;
  context.font = `640 ${Math.min(18, height * 0.5)}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(scene.words.stage, (a.x + b.x) / 2, (a.y + b.y) / 2 + 0.5);
}

function drawSection(
  context: CanvasRenderingContext2D,
  scene: GroundScene,
  section: Section,
): void {
  const { palette, camera, viewport } = scene;
  const box = boxOf(section);
  const a = toScreen(camera, viewport, box.left, box.top);
  const b = toScreen(camera, viewport, box.right, box.bottom);
  if (b.x < -40 || a.x > viewport.width + 40 || b.y < -40 || a.y > viewport.height + 40) return;
  const detail = detailOf(camera.scale);
  const step = shareStep(scene.free[section.index] ?? 0, section.seats.length);
  if (detail < 1) {
    const inset = Math.min(1.5, camera.scale * 0.25);
    outline(context, a.x + inset, a.y + inset, b.x - a.x - 2 * inset, b.y - a.y - 2 * inset);
    const tier = palette.tiers[section.tier] ?? palette.ink;
    context.fillStyle = step === 0 ? palette.line : tier;
    context.globalAlpha =
      (step === 0 ? 0.5 : FILL_MIN + (FILL_MAX - FILL_MIN) * (step / SHARE_STEPS)) * (1 - detail);
    context.fill();
    context.globalAlpha = 1 - detail;
    context.strokeStyle = step === 0 ? palette.lineStrong : tier;
    context.lineWidth = 1.25;
    context.stroke();
    inside(context, scene, section, a, b, step === 0);
    context.globalAlpha = 1;
  }
  if (detail > 0) {
    context.globalAlpha = detail;
    above(context, scene, section, a, b);
    context.globalAlpha = 1;
  }
}

function outline(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.beginPath();
  context.roundRect(x, y, Math.max(1, width), Math.max(1, height), 4);
}

interface Point {
  x: number;
  y: number;
}

/** Name and price within a section that is drawn as one shape. */
function inside(
  context: CanvasRenderingContext2D,
  scene: GroundScene,
  section: Section,
  a: Point,
  b: Point,
  soldOut: boolean,
): void {
  const width = b.x - a.x - 6;
  const middle = (a.x + b.x) / 2;
  const below = soldOut ? scene.words.soldOut : scene.words.price(section.price);
  context.fillStyle = soldOut ? scene.palette.ink2 : scene.palette.ink;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const name = fitText(context, section.name, 640, 15, 10, width);
  const price = b.y - a.y > 34 ? fitText(context, below, 430, 13, 10.5, width) : 0;
  if (name > 0) {
    context.font = `640 ${name}px ${FONT}`;
    context.fillText(section.name, middle, (a.y + b.y) / 2 - (price > 0 ? 9 : 0));
  }
  if (price > 0) {
    context.font = `430 ${price}px ${FONT}`;
    context.fillText(below, middle, (a.y + b.y) / 2 + (name > 0 ? 9 : 0));
  }
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
  context.font = `${weight} ${from}px ${FONT}`;
  const wide = context.measureText(text).width;
  const size = Math.min(from, (from * width) / wide);
  return size >= to ? size : 0;
}

/** Name and price over the first row of a section whose seats are drawn, and the row numbers beside it. */
function above(
  context: CanvasRenderingContext2D,
  scene: GroundScene,
  section: Section,
  a: Point,
  b: Point,
): void {
  const { palette, camera, words, viewport } = scene;
  context.textBaseline = 'bottom';
  context.textAlign = 'left';
  // As large as the aisle, which is one row, allows.
  const size = Math.min(14, Math.max(8, camera.scale * 1.2));
  const price = words.price(section.price);
  context.font = `640 ${size}px ${FONT}`;
  const name = context.measureText(section.name).width;
  const x = Math.max(a.x, Math.min(8, b.x - name - 8));
  context.fillStyle = palette.ink;
  // An outline in the colour of the ground separates the words from the seats when the aisle is narrow.
  context.strokeStyle = palette.ground;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  const write = (text: string, at: number) => {
    context.strokeText(text, at, a.y - 1);
    context.fillText(text, at, a.y - 1);
  };
  if (name < b.x - a.x) write(section.name, x);
  context.font = `430 ${size}px ${FONT}`;
  if (x + name + size * 0.5 + context.measureText(price).width <= b.x) {
    context.fillStyle = palette.ink2;
    write(price, x + name + size * 0.5);
  }
  if (camera.scale < 16) return;
  context.font = `430 ${Math.min(12, camera.scale * 0.5)}px ${FONT}`;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.fillStyle = palette.ink2;
  const edge = a.x - 3;
  for (let row = 1; row <= section.rows; row += 1) {
    const y = a.y + (row - 0.5) * camera.scale;
    if (y > 0 && y < viewport.height && edge > 0) context.fillText(words.row(row), edge, y);
  }
}
