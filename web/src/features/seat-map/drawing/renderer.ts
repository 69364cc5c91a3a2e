/** Three canvases and one animation frame, requested only while something changes. Knows nothing of React or the network. */
import { NO_FILTER, type SeatFilter } from '../model/filter';
import type { Layout } from '../model/layout';
import type { Change } from '@holdfast/client/seat-map/map-state';
import type { Words } from './ground';
import { GroundLayer } from './ground-layer';
import { OverlayLayer } from './overlay-layer';
import { readPalette, type Palette } from './palette';
import { SeatsLayer, type SeatsScene } from './seats-layer';
import { Sight } from './sight';

interface Layers {
  ground: HTMLCanvasElement;
  seats: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
}

interface RendererOptions {
  host: HTMLElement;
  layers: Layers;
  layout: Layout;
  words: Words;
  statuses: Uint8Array;
  free: ArrayLike<number>;
  onCamera(): void;
  calm(): boolean;
}

const RATIO_MAX = 2;
/** More changes than this in one frame are drawn without animation. */
const FADES_MAX = 30;
/** Below this scale a seat is too small for one. */
const FADES_SCALE = 8;

export class MapRenderer {
  readonly sight: Sight;
  readonly overlay: OverlayLayer;
  private readonly ground: GroundLayer;
  private readonly seats: SeatsLayer;
  private palette: Palette;
  private ratio = 1;
  private statuses: Uint8Array;
  private filter = NO_FILTER;
  private readonly changed = new Set<number>();
  private seatsDirty = true;
  private frame = 0;

  constructor(private readonly options: RendererOptions) {
    const { host, layers, layout, free, words, calm } = options;
    this.statuses = options.statuses;
    this.palette = readPalette(host);
    this.seats = new SeatsLayer(layers.seats, layout);
    this.ground = new GroundLayer({ canvas: layers.ground, layout, free, words });
    const onChange = () => this.wake();
    const { seats } = this;
    this.overlay = new OverlayLayer({ canvas: layers.overlay, layout, seats, calm, onChange });
    const onCamera = () => {
      options.onCamera();
      this.redrawAll();
    };
    this.sight = new Sight({ layout, calm, onFlight: onChange, onCamera });
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.frame = -1;
  }

  resize(width: number, height: number): void {
    if (width < 1 || height < 1) return;
    this.ratio = Math.min(RATIO_MAX, globalThis.devicePixelRatio || 1);
    const { ground, seats, overlay } = this.options.layers;
    for (const canvas of [ground, seats, overlay]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    this.sight.resize({ width, height });
    // At once: a resized canvas is empty, and an empty frame would flash.
    this.drawAll(performance.now());
  }

  setStatuses(statuses: Uint8Array, changed: readonly Change[] | 'all'): void {
    const before = this.statuses;
    this.statuses = statuses;
    const { scale } = this.sight.camera;
    if (changed === 'all') {
      this.seatsDirty = true;
      this.seats.forgetColours();
    } else {
      for (const { seat } of changed) this.changed.add(seat);
      const fades = changed.length <= FADES_MAX && !this.options.calm() && scale >= FADES_SCALE;
      const startedAt = performance.now();
      if (fades)
        this.overlay.fade(
          changed.map(({ seat }) => ({ seat, status: before[seat] ?? 0, startedAt })),
        );
    }
    this.ground.seatsChanged(scale);
    this.wake();
  }

  /** Only these seats matter to the buyer; the others step back. */
  setFilter(filter: SeatFilter): void {
    this.filter = filter;
    this.seats.forgetSheet();
    this.redrawAll();
  }

  setWords(words: Words): void {
    this.ground.words = words;
    this.redrawAll();
  }

  /** Another theme, or a font that has just loaded. */
  refreshLook(): void {
    this.palette = readPalette(this.options.host);
    this.seats.forgetColours();
    this.redrawAll();
  }

  private redrawAll(): void {
    this.ground.dirty = true;
    this.seatsDirty = true;
    this.overlay.redraw();
  }

  private wake(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.drawAll(now));
  }

  private drawAll(now: number): void {
    if (this.frame > 0) cancelAnimationFrame(this.frame);
    if (this.frame < 0) return;
    this.frame = 0;
    this.sight.fly(now);
    const moving = this.sight.isMoving(now);
    const scene = this.scene();
    this.ground.draw(scene, now);
    this.drawSeats(scene, moving);
    this.overlay.draw(scene, now);
    // One more frame once the movement is over: it draws what the movement had only scaled.
    if (moving) this.seatsDirty = true;
    if (moving || this.overlay.isMoving || this.ground.isWaiting) this.wake();
  }

  private scene(): SeatsScene {
    const { statuses, palette, ratio, filter } = this;
    const { camera, viewport } = this.sight;
    return { statuses, palette, camera, viewport, ratio, filter };
  }

  private drawSeats(scene: SeatsScene, moving: boolean): void {
    if (this.changed.size > 0) this.seats.patch(scene, this.changed);
    this.changed.clear();
    if (this.seatsDirty) this.seats.draw(scene, moving);
    this.seatsDirty = false;
  }
}
