/** Three canvases and one animation frame, requested only while something changes. Knows nothing of React or the network. */
import { NO_FILTER, type SeatFilter } from '../model/filter';
import { isWithin, type Box } from '../model/geometry';
import { pointOf, sectionOf, type Layout, type Section } from '../model/layout';
import type { Change } from '@holdfast/client/seat-map/map-state';
import {
  between,
  clampCamera,
  detailOf,
  fitSeats,
  fitSection,
  fitVenue,
  SCALE_PICK,
  SCALE_REVEAL,
  toVenue,
  visibleBox,
  zoomAt,
  type Camera,
  type Viewport,
} from './camera';
import { drawGround, type Words } from './ground';
import { drawOverlay, FADE_MS, POP_MS, type Fading } from './overlay';
import { readPalette, type Palette } from './palette';
import { SeatsLayer, type SeatsScene } from './seats-layer';

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

/** What is in sight, in seats; `whole` when that is nearly everything. */
interface View extends Box {
  whole: boolean;
}

type ViewListener = (view: View) => void;

/** Up to this many times the fitted scale the whole venue counts as in sight. */
const WHOLE = 1.25;

interface Flight {
  from: Camera;
  to: Camera;
  startedAt: number;
}

const RATIO_MAX = 2;
const FLIGHT_MS = 260;
/** This long after the last movement the map is drawn sharp again. */
const SETTLE_MS = 120;
/** More changes than this in one frame are drawn without animation. */
const FADES_MAX = 30;
const COUNTS_MS = 250;

export class MapRenderer {
  private readonly seats: SeatsLayer;
  private palette: Palette;
  private viewport: Viewport = { width: 1, height: 1 };
  private ratio = 1;
  private camera: Camera;
  private fitted = true;
  private flight: Flight | null = null;
  private movedAt = -Infinity;
  private words: Words;
  private statuses: Uint8Array;
  private own: ReadonlySet<number> = new Set();
  private held = false;
  private focus: number | null = null;
  private focusSection: Section | null = null;
  private readonly standing: boolean;
  private hover: number | null = null;
  private fading: Fading[] = [];
  private filter = NO_FILTER;
  /** Seats that have just become the buyer's own, and since when. */
  private readonly popping = new Map<number, number>();
  private readonly changed = new Set<number>();
  private readonly views = new Set<ViewListener>();
  private countsMoved = false;
  private countsAt = -Infinity;
  private dirty = { ground: true, seats: true, overlay: true };
  private frame = 0;

  constructor(private readonly options: RendererOptions) {
    this.words = options.words;
    this.statuses = options.statuses;
    this.standing = options.layout.sections.some((section) => section.standing);
    this.palette = readPalette(options.host);
    this.seats = new SeatsLayer(options.layers.seats, options.layout);
    this.camera = fitVenue(options.layout, this.viewport);
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.frame = -1;
  }

  resize(width: number, height: number): void {
    if (width < 1 || height < 1) return;
    this.viewport = { width, height };
    this.ratio = Math.min(RATIO_MAX, globalThis.devicePixelRatio || 1);
    const { ground, seats, overlay } = this.options.layers;
    for (const canvas of [ground, seats, overlay]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    const { layout } = this.options;
    // A flight that is under way arrives at once: what it was to show must be in sight.
    const target = this.flight?.to ?? this.camera;
    this.flight = null;
    this.setCamera(
      this.fitted ? fitVenue(layout, this.viewport) : clampCamera(layout, this.viewport, target),
    );
    // At once: a resized canvas is empty, and an empty frame would flash.
    this.drawAll(performance.now());
  }

  setStatuses(statuses: Uint8Array, changed: readonly Change[] | 'all'): void {
    const before = this.statuses;
    this.statuses = statuses;
    if (changed === 'all') {
      this.dirty.seats = true;
      this.seats.forgetColours();
    } else {
      const fades = changed.length <= FADES_MAX && !this.options.calm() && this.camera.scale >= 8;
      const now = performance.now();
      for (const { seat } of changed) {
        this.changed.add(seat);
        if (fades) this.fading.push({ seat, status: before[seat] ?? 0, startedAt: now });
      }
      if (fades) this.dirty.overlay = true;
    }
    if (this.standing || detailOf(this.camera.scale) < 1) this.countsMoved = true;
    this.wake();
  }

  setOwn(own: ReadonlySet<number>, held: boolean): void {
    const now = performance.now();
    if (!this.options.calm())
      for (const seat of own) if (!this.own.has(seat)) this.popping.set(seat, now);
    this.own = own;
    this.held = held;
    this.redrawOverlay();
  }

  /** A seat, or a section without seats. */
  setFocus(seat: number | null, section: Section | null = null): void {
    this.focus = seat;
    this.focusSection = section;
    this.redrawOverlay();
  }

  setHover(seat: number | null): void {
    if (seat === this.hover) return;
    this.hover = seat;
    this.redrawOverlay();
  }

  /** Only these seats matter to the buyer; the others step back. */
  setFilter(filter: SeatFilter): void {
    this.filter = filter;
    this.seats.forgetSheet();
    this.redrawAll();
  }

  setWords(words: Words): void {
    this.words = words;
    this.redrawAll();
  }

  /** Another theme, or a font that has just loaded. */
  refreshLook(): void {
    this.palette = readPalette(this.options.host);
    this.seats.forgetColours();
    this.redrawAll();
  }

  /** Calls the listener with what is in sight, now and whenever it changes. */
  onView(listener: ViewListener): () => void {
    this.views.add(listener);
    listener(this.view());
    return () => void this.views.delete(listener);
  }

  private view(): View {
    const { layout } = this.options;
    const whole = this.camera.scale <= fitVenue(layout, this.viewport).scale * WHOLE;
    return { ...visibleBox(this.camera, this.viewport), whole };
  }

  private cameraMoved(): void {
    this.options.onCamera();
    if (this.views.size === 0) return;
    const view = this.view();
    for (const listener of this.views) listener(view);
  }

  /** Seats are large enough to be picked one by one. */
  get canPick(): boolean {
    return this.camera.scale >= SCALE_PICK;
  }

  pan(dx: number, dy: number): void {
    const { x, y, scale } = this.camera;
    this.move({ x: x - dx / scale, y: y - dy / scale, scale });
  }

  zoom(factor: number, at?: { x: number; y: number }, smooth = false): void {
    const { layout } = this.options;
    const from = smooth && this.flight ? this.flight.to : this.camera;
    const middle = { x: this.viewport.width / 2, y: this.viewport.height / 2 };
    const bounded = clampCamera(layout, this.viewport, {
      ...from,
      scale: from.scale * factor,
    }).scale;
    const to = clampCamera(
      layout,
      this.viewport,
      zoomAt(from, this.viewport, at ?? middle, bounded),
    );
    if (smooth) this.flyTo(to);
    else this.move(to);
  }

  fit(): void {
    this.flyTo(fitVenue(this.options.layout, this.viewport));
    this.fitted = true;
  }

  showSection(section: Section, near?: { x: number; y: number }): void {
    this.flyTo(fitSection(this.options.layout, section, this.viewport, near));
  }

  /** Brings a seat into sight, close enough to see it. */
  reveal(seat: number): void {
    const { x, y } = pointOf(this.options.layout, seat);
    const target = this.flight?.to ?? this.camera;
    const scale = Math.max(target.scale, SCALE_REVEAL);
    const away = 56;
    const half = { x: this.viewport.width / 2 - away, y: this.viewport.height / 2 - away };
    const inSight =
      scale === target.scale &&
      Math.abs(x - target.x) * scale < half.x &&
      Math.abs(y - target.y) * scale < half.y;
    if (!inSight) this.flyTo(clampCamera(this.options.layout, this.viewport, { x, y, scale }));
  }

  /** Brings all of these seats into sight. */
  showSeats(seats: Iterable<number>): void {
    const camera = fitSeats(this.options.layout, seats, this.viewport);
    if (camera) this.flyTo(camera);
  }

  /** Puts a point of the venue into the middle. */
  centreOn(x: number, y: number): void {
    this.move({ ...this.camera, x, y });
  }

  /** What is at a point of the screen. */
  hit(
    x: number,
    y: number,
  ): { seat: number | null; section: Section | null; at: { x: number; y: number } } {
    const { layout } = this.options;
    const at = toVenue(this.camera, this.viewport, x, y);
    const seat = layout.places.at(at.x, at.y);
    const within = layout.sections.find(({ edge }) => isWithin(edge, at));
    const section = (seat >= 0 ? sectionOf(layout, seat) : within) ?? null;
    return { seat: seat >= 0 ? seat : null, section, at };
  }

  private flyTo(to: Camera): void {
    this.fitted = false;
    if (this.options.calm()) {
      this.setCamera(to);
      return;
    }
    this.flight = { from: this.camera, to, startedAt: performance.now() };
    this.wake();
  }

  private move(camera: Camera): void {
    this.flight = null;
    this.fitted = false;
    this.setCamera(clampCamera(this.options.layout, this.viewport, camera));
  }

  private setCamera(camera: Camera): void {
    this.camera = camera;
    this.movedAt = performance.now();
    this.cameraMoved();
    this.redrawAll();
  }

  private redrawAll(): void {
    this.dirty = { ground: true, seats: true, overlay: true };
    this.wake();
  }

  private redrawOverlay(): void {
    this.dirty.overlay = true;
    this.wake();
  }

  /** The overview has counts on it. They are drawn a few times a second, however many seats change. */
  private drawCountsIfDue(now: number): void {
    if (!this.countsMoved || now - this.countsAt < COUNTS_MS) return;
    this.countsMoved = false;
    this.countsAt = now;
    this.dirty.ground = true;
  }

  private wake(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.drawAll(now));
  }

  private drawAll(now: number): void {
    if (this.frame > 0) cancelAnimationFrame(this.frame);
    if (this.frame < 0) return;
    this.frame = 0;
    this.fly(now);
    const settled = now - this.movedAt >= SETTLE_MS;
    this.drawCountsIfDue(now);
    this.drawGroundIfDirty();
    this.drawSeatsIfDirty(!settled);
    this.drawOverlayIfDirty(now);
    // One more frame once the movement is over: it draws what the movement had only scaled.
    if (!settled) this.dirty.seats = true;
    const moves = this.fading.length > 0 || this.popping.size > 0 || this.countsMoved;
    if (!settled || this.flight || moves) this.wake();
  }

  private fly(now: number): void {
    if (!this.flight) return;
    const t = Math.min(1, Math.max(0, (now - this.flight.startedAt) / FLIGHT_MS));
    const eased = 1 - (1 - t) ** 3;
    this.camera = between(this.flight.from, this.flight.to, eased);
    this.movedAt = now;
    if (t >= 1) this.flight = null;
    this.dirty = { ground: true, seats: true, overlay: true };
    this.cameraMoved();
  }

  private drawGroundIfDirty(): void {
    const context = this.options.layers.ground.getContext('2d');
    if (!this.dirty.ground || !context) return;
    this.dirty.ground = false;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const { layout, free } = this.options;
    const { palette, words, camera, viewport } = this;
    drawGround(context, { layout, free, palette, words, filter: this.filter, camera, viewport });
  }

  private scene(): SeatsScene {
    const { statuses, palette, camera, viewport, ratio, filter } = this;
    return { statuses, palette, camera, viewport, ratio, filter };
  }

  private drawSeatsIfDirty(moving: boolean): void {
    const scene = this.scene();
    if (this.changed.size > 0) this.seats.patch(scene, this.changed);
    this.changed.clear();
    if (this.dirty.seats) this.seats.draw(scene, moving);
    this.dirty.seats = false;
  }

  private drawOverlayIfDirty(now: number): void {
    const context = this.options.layers.overlay.getContext('2d');
    const still = this.fading.length === 0 && this.popping.size === 0;
    if (!context || (!this.dirty.overlay && still)) return;
    this.dirty.overlay = false;
    this.fading = this.fading.filter(({ startedAt }) => now - startedAt < FADE_MS);
    for (const [seat, since] of this.popping)
      if (now - since >= POP_MS || !this.own.has(seat)) this.popping.delete(seat);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const scene = this.scene();
    const { palette, camera, viewport, own, held, focus, focusSection, hover, fading, popping } =
      this;
    drawOverlay(context, {
      layout: this.options.layout,
      ...{ palette, camera, viewport, own, held, focus, focusSection, hover, fading, popping, now },
      drawGhost: (seat, status) => this.seats.drawGhost(context, scene, seat, status),
    });
  }
}
