/** The bottom layer over time: drawn when the camera moves, and a few times a second while its counts change, however many seats do. */
import type { Layout } from '../model/layout';
import { detailOf } from './camera';
import { drawGround, type Words } from './ground';
import type { SeatsScene } from './seats-layer';

const COUNTS_MS = 250;

interface GroundOptions {
  canvas: HTMLCanvasElement;
  layout: Layout;
  /** Free seats by section index. */
  free: ArrayLike<number>;
  words: Words;
}

export class GroundLayer {
  dirty = true;
  words: Words;
  private readonly context: CanvasRenderingContext2D | null;
  private readonly standing: boolean;
  private countsMoved = false;
  private countsAt = -Infinity;

  constructor(private readonly options: GroundOptions) {
    this.words = options.words;
    this.context = options.canvas.getContext('2d');
    this.standing = options.layout.sections.some((section) => section.standing);
  }

  /** Where the ground has counts on it, at this scale. */
  seatsChanged(scale: number): void {
    if (this.standing || detailOf(scale) < 1) this.countsMoved = true;
  }

  /** There is more to draw, later. */
  get isWaiting(): boolean {
    return this.countsMoved;
  }

  draw({ palette, filter, camera, viewport, ratio }: SeatsScene, now: number): void {
    if (this.countsMoved && now - this.countsAt >= COUNTS_MS) {
      this.countsMoved = false;
      this.countsAt = now;
      this.dirty = true;
    }
    const { context, words } = this;
    if (!this.dirty || !context) return;
    this.dirty = false;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { layout, free } = this.options;
    drawGround(context, { layout, free, palette, words, filter, camera, viewport });
  }
}
