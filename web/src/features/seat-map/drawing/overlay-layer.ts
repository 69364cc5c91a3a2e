/** The top layer over time: what is the buyer's own, where focus and pointer are, and what fades or pops, and how long. */
import type { Layout, Section } from '../model/layout';
import { drawOverlay, FADE_MS, POP_MS, type Fading } from './overlay';
import type { SeatsLayer, SeatsScene } from './seats-layer';

interface OverlayOptions {
  canvas: HTMLCanvasElement;
  layout: Layout;
  /** Draws what a seat was. */
  seats: SeatsLayer;
  calm(): boolean;
  onChange(): void;
}

export class OverlayLayer {
  private dirty = true;
  private readonly context: CanvasRenderingContext2D | null;
  private own: ReadonlySet<number> = new Set();
  private held = false;
  private focus: number | null = null;
  private focusSection: Section | null = null;
  private hover: number | null = null;
  private fading: Fading[] = [];
  /** Seats that have just become the buyer's own, and since when. */
  private readonly popping = new Map<number, number>();

  constructor(private readonly options: OverlayOptions) {
    this.context = options.canvas.getContext('2d');
  }

  setOwn(own: ReadonlySet<number>, held: boolean): void {
    const now = performance.now();
    if (!this.options.calm())
      for (const seat of own) if (!this.own.has(seat)) this.popping.set(seat, now);
    this.own = own;
    this.held = held;
    this.redraw();
  }

  /** A seat, or a section without seats. */
  setFocus(seat: number | null, section: Section | null = null): void {
    this.focus = seat;
    this.focusSection = section;
    this.redraw();
  }

  setHover(seat: number | null): void {
    if (seat === this.hover) return;
    this.hover = seat;
    this.redraw();
  }

  /** These seats were something else until now. */
  fade(seats: Iterable<Fading>): void {
    this.fading.push(...seats);
    this.redraw();
  }

  redraw(): void {
    this.dirty = true;
    this.options.onChange();
  }

  get isMoving(): boolean {
    return this.fading.length > 0 || this.popping.size > 0;
  }

  draw(scene: SeatsScene, now: number): void {
    const { context } = this;
    if (!context || !(this.dirty || this.isMoving)) return;
    this.dirty = false;
    this.fading = this.fading.filter(({ startedAt }) => now - startedAt < FADE_MS);
    for (const [seat, since] of this.popping)
      if (now - since >= POP_MS || !this.own.has(seat)) this.popping.delete(seat);
    context.setTransform(scene.ratio, 0, 0, scene.ratio, 0, 0);
    const { layout, seats } = this.options;
    const { palette, camera, viewport } = scene;
    const { own, held, focus, focusSection, hover, fading, popping } = this;
    drawOverlay(context, {
      ...{ layout, palette, camera, viewport },
      ...{ own, held, focus, focusSection, hover, fading, popping, now },
      drawGhost: (seat, status) => seats.drawGhost(context, scene, seat, status),
    });
  }
}
