/**
 * The middle layer: every seat by its status. While the camera stands still it is drawn sharp, and a change redraws one seat. While it
 * moves, with more seats in sight than a frame can copy, one picture of the whole venue is scaled instead.
 */
import { isWanted, type SeatFilter } from '../model/filter';
import type { Layout } from '../model/layout';
import { detailOf, SCALE_LABELS, visibleBox, type Camera, type Viewport } from './camera';
import type { Palette } from './palette';
import { drawSeatLabel } from './seat-label';
import { drawSprites, lookOf, WIPE, type Sprites } from './sprites';

export interface SeatsScene {
  statuses: Uint8Array;
  palette: Palette;
  camera: Camera;
  viewport: Viewport;
  ratio: number;
  filter: SeatFilter;
}

const MOVING_SPRITES_MAX = 5_000;
const MOVING_LABELS_MAX = 600;
const SHEET_PIXELS_MAX = 4_000_000;
const SHEET_CELL_MAX = 12;
const SPRITES_KEPT = 24;

export class SeatsLayer {
  private readonly context: CanvasRenderingContext2D | null;
  private readonly sprites = new Map<number, Sprites>();
  private sheet: HTMLCanvasElement | null = null;
  private readonly sheetCell: number;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly layout: Layout,
  ) {
    this.context = canvas.getContext('2d');
    const { left, top, right, bottom } = layout.box;
    const cells = Math.max(1, (right - left) * (bottom - top));
    const cell = Math.floor(Math.sqrt(SHEET_PIXELS_MAX / cells));
    this.sheetCell = Math.max(2, Math.min(SHEET_CELL_MAX, cell));
  }

  /** Another theme: every picture must be drawn again. */
  forgetColours(): void {
    this.sprites.clear();
    this.sheet = null;
  }

  /** Another filter: the picture of the whole venue must be drawn again. */
  forgetSheet(): void {
    this.sheet = null;
  }

  draw(scene: SeatsScene, moving: boolean): void {
    const context = this.context;
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const detail = detailOf(scene.camera.scale);
    if (detail === 0) return;
    context.globalAlpha = detail;
    const sight = visibleBox(scene.camera, scene.viewport);
    const seats = this.layout.places.count(sight);
    if (moving && seats > MOVING_SPRITES_MAX) this.drawSheet(context, scene);
    else this.layout.places.visit(sight, (seat) => this.drawSeat(context, scene, seat));
    const labels = scene.camera.scale >= SCALE_LABELS && (!moving || seats < MOVING_LABELS_MAX);
    if (labels) this.layout.places.visit(sight, (seat) => this.drawLabel(context, scene, seat));
    context.globalAlpha = 1;
  }

  /** Redraws these seats alone, while the camera stands still. */
  patch(scene: SeatsScene, seats: Iterable<number>): void {
    const context = this.context;
    const detail = detailOf(scene.camera.scale);
    if (!context) return;
    context.globalAlpha = detail;
    const cell = this.cellOf(scene);
    for (const seat of seats) {
      this.patchSheet(scene, seat);
      if (detail === 0) continue;
      const [x, y] = this.cornerOf(scene, seat, cell);
      if (x < -cell || y < -cell || x > this.canvas.width || y > this.canvas.height) continue;
      // Opaque, whatever is drawn afterwards: otherwise the old look would show through.
      context.globalAlpha = 1;
      wipe(context, this.spritesFor(scene.palette, cell), x, y);
      context.globalAlpha = detail;
      this.drawSeat(context, scene, seat);
      this.drawLabel(context, scene, seat);
    }
    context.globalAlpha = 1;
  }

  /** The picture of one seat as it was, for the overlay to fade out. */
  drawGhost(
    context: CanvasRenderingContext2D,
    scene: SeatsScene,
    seat: number,
    status: number,
  ): void {
    const { image, cell } = this.spritesFor(scene.palette, this.cellOf(scene));
    const [x, y] = this.cornerOf(scene, seat, cell).map((side) => side / scene.ratio);
    const from = this.lookOf(scene, seat, status) * cell;
    const side = cell / scene.ratio;
    context.drawImage(image, from, 0, cell, cell, x ?? 0, y ?? 0, side, side);
  }

  private lookOf(scene: SeatsScene, seat: number, status = scene.statuses[seat] ?? 0): number {
    return lookOf(status, this.layout.tier[seat] ?? 0, isWanted(this.layout, scene.filter, seat));
  }

  private cellOf(scene: SeatsScene): number {
    return Math.max(2, Math.floor(scene.camera.scale * scene.ratio));
  }

  private cornerOf(scene: SeatsScene, seat: number, cell: number): [number, number] {
    const { camera, viewport, ratio } = scene;
    const { x, y } = this.layout;
    const across = (((x[seat] ?? 0) - camera.x) * camera.scale + viewport.width / 2) * ratio;
    const down = (((y[seat] ?? 0) - camera.y) * camera.scale + viewport.height / 2) * ratio;
    return [Math.round(across - cell / 2), Math.round(down - cell / 2)];
  }

  private drawSeat(context: CanvasRenderingContext2D, scene: SeatsScene, seat: number): void {
    const { image, cell } = this.spritesFor(scene.palette, this.cellOf(scene));
    const [x, y] = this.cornerOf(scene, seat, cell);
    context.drawImage(image, this.lookOf(scene, seat) * cell, 0, cell, cell, x, y, cell, cell);
  }

  private spritesFor(palette: Palette, cell: number): Sprites {
    const known = this.sprites.get(cell);
    if (known) return known;
    const oldest = this.sprites.keys().next().value;
    if (this.sprites.size >= SPRITES_KEPT && oldest !== undefined) this.sprites.delete(oldest);
    const made = drawSprites(palette, cell);
    this.sprites.set(cell, made);
    return made;
  }

  private drawLabel(context: CanvasRenderingContext2D, scene: SeatsScene, seat: number): void {
    if (scene.camera.scale < SCALE_LABELS) return;
    // A seat that cannot be had needs no number.
    const tier = this.layout.tier[seat] ?? 0;
    if (this.lookOf(scene, seat) !== tier) return;
    const cell = this.cellOf(scene);
    const [x, y] = this.cornerOf(scene, seat, cell);
    const color = scene.palette.onTiers[tier] ?? scene.palette.ground;
    const middle = { x: x + cell / 2, y: y + cell / 2 };
    drawSeatLabel(context, this.layout, seat, { ...middle, color, ratio: scene.ratio, cell });
  }

  private drawSheet(context: CanvasRenderingContext2D, scene: SeatsScene): void {
    const sheet = this.sheet ?? this.makeSheet(scene);
    const { camera, viewport, ratio } = scene;
    const { left, top, right, bottom } = this.layout.box;
    const side = camera.scale * ratio;
    const x = (left - camera.x) * side + (viewport.width / 2) * ratio;
    const y = (top - camera.y) * side + (viewport.height / 2) * ratio;
    context.imageSmoothingEnabled = true;
    context.drawImage(sheet, x, y, (right - left) * side, (bottom - top) * side);
  }

  private makeSheet(scene: SeatsScene): HTMLCanvasElement {
    const { left, top, right, bottom } = this.layout.box;
    const sheet = document.createElement('canvas');
    sheet.width = Math.ceil((right - left) * this.sheetCell);
    sheet.height = Math.ceil((bottom - top) * this.sheetCell);
    this.sheet = sheet;
    for (let seat = 0; seat < this.layout.count; seat += 1) this.patchSheet(scene, seat);
    return sheet;
  }

  private patchSheet(scene: SeatsScene, seat: number): void {
    const context = this.sheet?.getContext('2d');
    if (!context) return;
    const cell = this.sheetCell;
    const sprites = this.spritesFor(scene.palette, cell);
    const { x, y, box } = this.layout;
    const across = Math.round(((x[seat] ?? 0) - box.left - 0.5) * cell);
    const down = Math.round(((y[seat] ?? 0) - box.top - 0.5) * cell);
    wipe(context, sprites, across, down);
    const from = this.lookOf(scene, seat) * cell;
    context.drawImage(sprites.image, from, 0, cell, cell, across, down, cell, cell);
  }
}

/** Turned seats overlap in the corners of their squares, so only a disc of each is wiped; so small a disc would leave traces. */
const WIPE_CELL_MIN = 6;

function wipe(context: CanvasRenderingContext2D, { image, cell }: Sprites, x: number, y: number) {
  if (cell < WIPE_CELL_MIN) {
    context.clearRect(x, y, cell, cell);
    return;
  }
  context.globalCompositeOperation = 'destination-out';
  context.drawImage(image, WIPE * cell, 0, cell, cell, x, y, cell, cell);
  context.globalCompositeOperation = 'source-over';
}
