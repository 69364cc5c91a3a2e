/** Name and price in front of a section whose seats are drawn, and the row numbers beside it. */
import { pointIn } from '../model/arc';
import type { Point } from '../model/geometry';
import type { Section } from '../model/layout';
import { toScreen, type Camera, type Viewport } from './camera';
import type { Palette } from './palette';
import { FONT } from './section-block';

interface NamesScene {
  palette: Palette;
  camera: Camera;
  viewport: Viewport;
  words: { price(amount: number): string; row(row: number): string };
}

const SIZE_MAX = 14;
/** As large as the aisle, which is one row, allows: the row in front is not written over. */
const SIZE_OF_SEAT = 0.86;
const SIZE_MIN = 6.5;
/** The middle of the words, in rows in front of the first one. */
const IN_FRONT = -1;
const ROWS_FROM_SCALE = 16;

export function drawNames(
  context: CanvasRenderingContext2D,
  scene: NamesScene,
  section: Section,
): void {
  drawName(context, scene, section);
  drawRowNumbers(context, scene, section);
}

function drawName(context: CanvasRenderingContext2D, scene: NamesScene, section: Section): void {
  const { palette, camera, words } = scene;
  const size = Math.min(SIZE_MAX, camera.scale * SIZE_OF_SEAT);
  if (size < SIZE_MIN) return;
  const [name, price] = [section.name, words.price(section.price)];
  const gap = size * 0.5;
  const strong = `640 ${size}px ${FONT}`;
  const plain = `430 ${size}px ${FONT}`;
  const nameWidth = widthOf(context, strong, name);
  const priceWidth = widthOf(context, plain, price);
  const room = section.cols * camera.scale;
  if (nameWidth >= room) return;
  const both = nameWidth + gap + priceWidth <= room;
  const width = both ? nameWidth + gap + priceWidth : nameWidth;
  context.save();
  const start = anchor(scene, section, width);
  context.translate(start.x, start.y);
  context.rotate(uprightTurn(section));
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  // An outline in the colour of the ground separates the words from the seats when the aisle is narrow.
  context.strokeStyle = palette.ground;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  write(context, strong, palette.ink, name, 0);
  if (both) write(context, plain, palette.ink2, price, nameWidth + gap);
  context.restore();
}

/** Where the words begin: at the first seat of straight rows, as far as they are in sight, and in the middle of an arc. */
function anchor({ camera, viewport }: NamesScene, section: Section, width: number): Point {
  const half = width / 2 / camera.scale;
  const middle = (section.cols - 1) / 2;
  if (section.arc) {
    const isUpsideDown = uprightTurn(section) !== section.arc.turn;
    const front = pointIn(section, IN_FRONT, middle);
    const [cos, sin] = [Math.cos(section.arc.turn), Math.sin(section.arc.turn)];
    const side = isUpsideDown ? half : -half;
    return toScreen(camera, viewport, front.x + cos * side, front.y + sin * side);
  }
  const start = toScreen(camera, viewport, section.left - 0.5, section.top + IN_FRONT);
  const end = start.x + section.cols * camera.scale;
  return { x: Math.max(start.x, Math.min(8, end - width - 8)), y: start.y };
}

/** Words along the rows are never upside down. */
function uprightTurn({ arc }: Section): number {
  const turn = arc?.turn ?? 0;
  return Math.cos(turn) < -0.01 ? turn + Math.PI : turn;
}

function drawRowNumbers(
  context: CanvasRenderingContext2D,
  { palette, camera, words, viewport }: NamesScene,
  section: Section,
): void {
  if (camera.scale < ROWS_FROM_SCALE) return;
  context.font = `430 ${Math.min(12, camera.scale * 0.5)}px ${FONT}`;
  context.textBaseline = 'middle';
  context.textAlign = section.arc ? 'center' : 'right';
  context.fillStyle = palette.ink2;
  // Half a seat and a little beside the first seat; turned rows have no right edge to align to.
  const aside = section.arc ? -0.95 : -0.5 - 3 / camera.scale;
  for (let row = 1; row <= section.rows; row += 1) {
    const at = pointIn(section, row - 1, aside);
    const { x, y } = toScreen(camera, viewport, at.x, at.y);
    if (x > 0 && y > 0 && x < viewport.width && y < viewport.height)
      context.fillText(words.row(row), x, y);
  }
}

function widthOf(context: CanvasRenderingContext2D, font: string, text: string): number {
  context.font = font;
  return context.measureText(text).width;
}

function write(
  context: CanvasRenderingContext2D,
  font: string,
  color: string,
  text: string,
  x: number,
): void {
  context.font = font;
  context.fillStyle = color;
  context.strokeText(text, x, 0);
  context.fillText(text, x, 0);
}
