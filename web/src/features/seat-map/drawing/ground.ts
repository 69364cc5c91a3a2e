/** The bottom layer: stage, sections, their names and prices. Redrawn when the camera moves or a section's share of free seats changes. */
import { hasWanted, type SeatFilter } from '../model/filter';
import { boxOf } from '../model/geometry';
import type { Layout, Section } from '../model/layout';
import { capacityOf } from '../model/standing';
import { detailOf, toScreen, type Camera, type Viewport } from './camera';
import type { Palette } from './palette';
import { drawBlock, FONT, type Block } from './section-block';
import { drawNames } from './section-names';
import { shapeOf, type Shape } from './section-shape';

export interface Words {
  stage: string;
  soldOut: string;
  name(section: Section): string;
  price(amount: number): string;
  prices(section: Section): string;
  shortPrices(section: Section): string;
  left(free: number): string;
  row(row: number): string;
}

interface GroundScene {
  layout: Layout;
  /** Free seats by section index. */
  free: ArrayLike<number>;
  palette: Palette;
  words: Words;
  filter: SeatFilter;
  camera: Camera;
  viewport: Viewport;
}

/** Shares are drawn in steps, so that a single seat rarely redraws the ground. */
const SHARE_STEPS = 12;

const shareStep = (free: number, seats: number): number =>
  free === 0 ? 0 : Math.max(1, Math.round((free / Math.max(1, seats)) * SHARE_STEPS));

export function drawGround(context: CanvasRenderingContext2D, scene: GroundScene): void {
  context.clearRect(0, 0, scene.viewport.width, scene.viewport.height);
  drawWalls(context, scene);
  drawStage(context, scene);
  for (const section of scene.layout.sections) drawSection(context, scene, section);
}

function drawWalls(context: CanvasRenderingContext2D, scene: GroundScene): void {
  const { palette, camera, viewport, layout } = scene;
  if (layout.outline.length === 0) return;
  context.beginPath();
  for (const corner of layout.outline) {
    const { x, y } = toScreen(camera, viewport, corner.x, corner.y);
    context.lineTo(x, y);
  }
  context.closePath();
  context.strokeStyle = palette.line;
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.stroke();
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
  const shape = shapeOf(section, camera, viewport);
  const { x, y, width, height } = shape.around;
  if (x + width < -40 || x > viewport.width + 40 || y + height < -40 || y > viewport.height + 40)
    return;
  // Without seats there is nothing more to see from near.
  const detail = section.standing ? 0 : detailOf(camera.scale);
  if (detail < 1) {
    context.globalAlpha = 1 - detail;
    drawBlock(context, blockOf(scene, section, shape));
    context.globalAlpha = 1;
  }
  if (detail > 0) {
    context.globalAlpha = detail;
    drawNames(context, scene, section);
    context.globalAlpha = 1;
  }
}

/** What the overview shows of one section. */
function blockOf(scene: GroundScene, section: Section, shape: Shape): Block {
  const { palette, words, filter } = scene;
  const free = scene.free[section.index] ?? 0;
  return {
    shape,
    share: shareStep(free, capacityOf(section)) / SHARE_STEPS,
    soldOut: free === 0,
    aside: !hasWanted(filter, section),
    tier: palette.tiers[section.tier] ?? palette.ink,
    palette,
    name: words.name(section),
    large: section.standing !== null,
    lines:
      free === 0
        ? [[words.soldOut]]
        : [[words.prices(section), words.shortPrices(section)], [words.left(free)]],
  };
}
