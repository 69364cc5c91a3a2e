/** The bottom layer: stage, sections, their names and prices. Redrawn when the camera moves or a section's share of free seats changes. */
import type { Layout, Section } from '../model/layout';
import { boxOf, detailOf, toScreen, type Camera, type Viewport } from './camera';
import type { Palette } from './palette';
import { drawBlock, FONT, type Block, type Point } from './section-block';

export interface Words {
  stage: string;
  soldOut: string;
  price(amount: number): string;
  shortPrice(amount: number): string;
  left(free: number): string;
  row(row: number): string;
}

interface GroundScene {
  layout: Layout;
  /** Free seats by section index. */
  free: ArrayLike<number>;
  palette: Palette;
  words: Words;
  /** The price tiers that the buyer wants to see; `null` for all. */
  filter: ReadonlySet<number> | null;
  camera: Camera;
  viewport: Viewport;
}

/** Shares are drawn in steps, so that a single seat rarely redraws the ground. */
const SHARE_STEPS = 12;
const LABEL_MIN = 6.5;

const shareStep = (free: number, seats: number): number =>
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
  context.fillStyle = palette.stage;
  context.beginPath();
  context.roundRect(a.x, a.y, b.x - a.x, height, Math.min(8, height / 3));
  context.fill();
  if (height < 9) return;
  context.fillStyle = palette.onStage;
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
  const { camera, viewport } = scene;
  const box = boxOf(section);
  const a = toScreen(camera, viewport, box.left, box.top);
  const b = toScreen(camera, viewport, box.right, box.bottom);
  if (b.x < -40 || a.x > viewport.width + 40 || b.y < -40 || a.y > viewport.height + 40) return;
  const detail = detailOf(camera.scale);
  if (detail < 1) {
    context.globalAlpha = 1 - detail;
    drawBlock(context, blockOf(scene, section, a, b));
    context.globalAlpha = 1;
  }
  if (detail > 0) {
    context.globalAlpha = detail;
    above(context, scene, section, a, b);
    context.globalAlpha = 1;
  }
}

/** What the overview shows of one section. */
function blockOf(scene: GroundScene, section: Section, a: Point, b: Point): Block {
  const { palette, words, filter, camera } = scene;
  const free = scene.free[section.index] ?? 0;
  const inset = Math.min(1.5, camera.scale * 0.25);
  return {
    x: a.x + inset,
    y: a.y + inset,
    width: b.x - a.x - 2 * inset,
    height: b.y - a.y - 2 * inset,
    share: shareStep(free, section.seats.length) / SHARE_STEPS,
    soldOut: free === 0,
    aside: filter !== null && !filter.has(section.tier),
    tier: palette.tiers[section.tier] ?? palette.ink,
    palette,
    name: section.name,
    lines:
      free === 0
        ? [[words.soldOut]]
        : [[words.price(section.price), words.shortPrice(section.price)], [words.left(free)]],
  };
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
  // As large as the aisle, which is one row, allows: the row above is not written over.
  const size = Math.min(14, camera.scale * 0.86);
  if (size < LABEL_MIN) return;
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
