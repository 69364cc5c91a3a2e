/**
 * The middle layer: every seat by its status. While the camera stands still it is drawn sharp, and a change redraws one cell. While it
 * moves, with more seats in sight than a frame can copy, one picture of the whole venue is scaled instead.
 */
import { colOf, rowOf, sectionOf, type Layout } from '../model/layout';
import { AVAILABLE } from '../model/status';
import { detailOf, SCALE_LABELS, visibleBox, type Camera, type Viewport } from './camera';
import type { Palette } from './palette';
import { drawSprites, lookOf, type Sprites } from './sprites';

export interface SeatsScene {
  statuses: Uint8Array;
  palette: Palette;
  camera: Camera;
  viewport: Viewport;
  ratio: number;
  /** The price tiers that the buyer wants to see; `null` for all. */
  filter: ReadonlySet<number> | null;
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
    const cells = Math.max(1, layout.rows * layout.cols);
    this.sheetCell = Math.max(
      2,
      Math.min(SHEET_CELL_MAX, Math.floor(Math.sqrt(SHEET_PIXELS_MAX / cells))),
    );
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
    const { top, bottom, left, right } = this.cellsInSight(scene);
    const cells = (bottom - top + 1) * (right - left + 1);
    if (moving && Math.min(cells, this.layout.count) > MOVING_SPRITES_MAX) {
      this.drawSheet(context, scene);
    } else {
      for (let row = top; row <= bottom; row += 1) {
        const start = (row - 1) * this.layout.cols - 1;
        for (let col = left; col <= right; col += 1) {
          const seat = (this.layout.grid[start + col] ?? 0) - 1;
          if (seat >= 0) this.drawSeat(context, scene, seat);
        }
      }
      if (!moving || cells < MOVING_LABELS_MAX) this.drawLabels(context, scene);
    }
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
      context.clearRect(x, y, cell, cell);
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
    const sprites = this.spritesFor(scene.palette, this.cellOf(scene));
    const [x, y] = this.cornerOf(scene, seat, sprites.cell);
    const look = lookOf(status, this.layout.tier[seat] ?? 0, scene.filter);
    const side = sprites.cell / scene.ratio;
    context.drawImage(
      sprites.image,
      look * sprites.cell,
      0,
      sprites.cell,
      sprites.cell,
      x / scene.ratio,
      y / scene.ratio,
      side,
      side,
    );
  }

  private cellsInSight(scene: SeatsScene) {
    const box = visibleBox(scene.camera, scene.viewport);
    return {
      left: Math.max(1, Math.floor(box.left)),
      right: Math.min(this.layout.cols, Math.ceil(box.right)),
      top: Math.max(1, Math.floor(box.top)),
      bottom: Math.min(this.layout.rows, Math.ceil(box.bottom)),
    };
  }

  private cellOf(scene: SeatsScene): number {
    return Math.max(2, Math.floor(scene.camera.scale * scene.ratio));
  }

  private cornerOf(scene: SeatsScene, seat: number, cell: number): [number, number] {
    const { camera, viewport, ratio } = scene;
    const x = ((colOf(this.layout, seat) - camera.x) * camera.scale + viewport.width / 2) * ratio;
    const y = ((rowOf(this.layout, seat) - camera.y) * camera.scale + viewport.height / 2) * ratio;
    return [Math.round(x - cell / 2), Math.round(y - cell / 2)];
  }

  private drawSeat(context: CanvasRenderingContext2D, scene: SeatsScene, seat: number): void {
    const { image, cell } = this.spritesFor(scene.palette, this.cellOf(scene));
    const [x, y] = this.cornerOf(scene, seat, cell);
    const look = lookOf(scene.statuses[seat] ?? 0, this.layout.tier[seat] ?? 0, scene.filter);
    context.drawImage(image, look * cell, 0, cell, cell, x, y, cell, cell);
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

  private drawLabels(context: CanvasRenderingContext2D, scene: SeatsScene): void {
    if (scene.camera.scale < SCALE_LABELS) return;
    const { top, bottom, left, right } = this.cellsInSight(scene);
    for (let row = top; row <= bottom; row += 1) {
      for (let col = left; col <= right; col += 1) {
        const seat = (this.layout.grid[(row - 1) * this.layout.cols + col - 1] ?? 0) - 1;
        if (seat >= 0) this.drawLabel(context, scene, seat);
      }
    }
  }

  private drawLabel(context: CanvasRenderingContext2D, scene: SeatsScene, seat: number): void {
    const { camera, palette, ratio } = scene;
    const tier = this.layout.tier[seat] ?? 0;
    const aside = scene.filter !== null && !scene.filter.has(tier);
    if (camera.scale < SCALE_LABELS || scene.statuses[seat] !== AVAILABLE || aside) return;
    const cell = this.cellOf(scene);
    const [x, y] = this.cornerOf(scene, seat, cell);
    const number = colOf(this.layout, seat) - (sectionOf(this.layout, seat)?.left ?? 1) + 1;
    context.font = `640 ${Math.round(Math.max(8.5, camera.scale * 0.36) * ratio)}px 'Pretendard Variable', sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = palette.onTiers[tier] ?? palette.ground;
    context.fillText(String(number), x + cell / 2, y + cell / 2 + ratio * 0.5);
  }

  private drawSheet(context: CanvasRenderingContext2D, scene: SeatsScene): void {
    const sheet = this.sheet ?? this.makeSheet(scene);
    const { camera, viewport, ratio } = scene;
    const x = ((0.5 - camera.x) * camera.scale + viewport.width / 2) * ratio;
    const y = ((0.5 - camera.y) * camera.scale + viewport.height / 2) * ratio;
    const side = camera.scale * ratio;
    context.imageSmoothingEnabled = true;
    context.drawImage(sheet, x, y, this.layout.cols * side, this.layout.rows * side);
  }

  private makeSheet(scene: SeatsScene): HTMLCanvasElement {
    const sheet = document.createElement('canvas');
    sheet.width = this.layout.cols * this.sheetCell;
    sheet.height = this.layout.rows * this.sheetCell;
    this.sheet = sheet;
    for (let seat = 0; seat < this.layout.count; seat += 1) this.patchSheet(scene, seat);
    return sheet;
  }

  private patchSheet(scene: SeatsScene, seat: number): void {
    const context = this.sheet?.getContext('2d');
    if (!context) return;
    const cell = this.sheetCell;
    const { image } = this.spritesFor(scene.palette, cell);
    const x = (colOf(this.layout, seat) - 1) * cell;
    const y = (rowOf(this.layout, seat) - 1) * cell;
    const look = lookOf(scene.statuses[seat] ?? 0, this.layout.tier[seat] ?? 0, scene.filter);
    context.clearRect(x, y, cell, cell);
    context.drawImage(image, look * cell, 0, cell, cell, x, y, cell, cell);
  }
}
