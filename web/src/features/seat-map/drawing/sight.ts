/** What is in sight, and how that moves: at once under a finger, or in a flight. Draws nothing. */
import { isWithin, type Box } from '../model/geometry';
import { pointOf, sectionOf, type Layout, type Section } from '../model/layout';
import {
  between,
  clampCamera,
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

const FLIGHT_MS = 260;
/** This long after the last movement the map is drawn sharp again. */
const SETTLE_MS = 120;
/** A seat this near to the edge of the screen is not in sight. */
const EDGE = 56;

interface Point {
  x: number;
  y: number;
}

interface SightOptions {
  layout: Layout;
  calm(): boolean;
  /** A flight begins. */
  onFlight(): void;
  /** Something else is in sight. */
  onCamera(): void;
}

export class Sight {
  viewport: Viewport = { width: 1, height: 1 };
  camera: Camera;
  private fitted = true;
  private flight: Flight | null = null;
  private movedAt = -Infinity;
  private readonly views = new Set<ViewListener>();

  constructor(private readonly options: SightOptions) {
    this.camera = fitVenue(options.layout, this.viewport);
  }

  resize(viewport: Viewport): void {
    this.viewport = viewport;
    const { layout } = this.options;
    // A flight that is under way arrives at once: what it was to show must be in sight.
    const target = this.flight?.to ?? this.camera;
    this.flight = null;
    this.setCamera(
      this.fitted ? fitVenue(layout, viewport) : clampCamera(layout, viewport, target),
    );
  }

  /** Calls the listener with what is in sight, now and whenever it changes. */
  onView(listener: ViewListener): () => void {
    this.views.add(listener);
    listener(this.view());
    return () => void this.views.delete(listener);
  }

  /** Seats are large enough to be picked one by one. */
  get canPick(): boolean {
    return this.camera.scale >= SCALE_PICK;
  }

  isMoving(now: number): boolean {
    return this.flight !== null || now - this.movedAt < SETTLE_MS;
  }

  pan(dx: number, dy: number): void {
    const { x, y, scale } = this.camera;
    this.move({ x: x - dx / scale, y: y - dy / scale, scale });
  }

  zoom(factor: number, at?: Point, smooth = false): void {
    const from = smooth && this.flight ? this.flight.to : this.camera;
    const middle = { x: this.viewport.width / 2, y: this.viewport.height / 2 };
    const bounded = this.clamp({ ...from, scale: from.scale * factor }).scale;
    const to = this.clamp(zoomAt(from, this.viewport, at ?? middle, bounded));
    if (smooth) this.flyTo(to);
    else this.move(to);
  }

  fit(): void {
    this.flyTo(fitVenue(this.options.layout, this.viewport));
    this.fitted = true;
  }

  showSection(section: Section, near?: Point): void {
    this.flyTo(fitSection(this.options.layout, section, this.viewport, near));
  }

  /** Brings a seat into sight, close enough to see it. */
  reveal(seat: number): void {
    const { x, y } = pointOf(this.options.layout, seat);
    const target = this.flight?.to ?? this.camera;
    const scale = Math.max(target.scale, SCALE_REVEAL);
    const half = { x: this.viewport.width / 2 - EDGE, y: this.viewport.height / 2 - EDGE };
    const inSight =
      scale === target.scale &&
      Math.abs(x - target.x) * scale < half.x &&
      Math.abs(y - target.y) * scale < half.y;
    if (!inSight) this.flyTo(this.clamp({ x, y, scale }));
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
  hit(x: number, y: number): { seat: number | null; section: Section | null; at: Point } {
    const { layout } = this.options;
    const at = toVenue(this.camera, this.viewport, x, y);
    const seat = layout.places.at(at.x, at.y);
    const within = layout.sections.find(({ edge }) => isWithin(edge, at));
    const section = (seat >= 0 ? sectionOf(layout, seat) : within) ?? null;
    return { seat: seat >= 0 ? seat : null, section, at };
  }

  /** Goes on with a flight that is under way. */
  fly(now: number): void {
    if (!this.flight) return;
    const { from, to, startedAt } = this.flight;
    const t = Math.min(1, Math.max(0, (now - startedAt) / FLIGHT_MS));
    if (t >= 1) this.flight = null;
    this.setCamera(between(from, to, 1 - (1 - t) ** 3), now);
  }

  private clamp(camera: Camera): Camera {
    return clampCamera(this.options.layout, this.viewport, camera);
  }

  private flyTo(to: Camera): void {
    this.fitted = false;
    if (this.options.calm()) {
      this.setCamera(to);
      return;
    }
    this.flight = { from: this.camera, to, startedAt: performance.now() };
    this.options.onFlight();
  }

  private move(camera: Camera): void {
    this.flight = null;
    this.fitted = false;
    this.setCamera(this.clamp(camera));
  }

  private setCamera(camera: Camera, now = performance.now()): void {
    this.camera = camera;
    this.movedAt = now;
    this.options.onCamera();
    if (this.views.size === 0) return;
    const view = this.view();
    for (const listener of this.views) listener(view);
  }

  private view(): View {
    const whole = this.camera.scale <= fitVenue(this.options.layout, this.viewport).scale * WHOLE;
    return { ...visibleBox(this.camera, this.viewport), whole };
  }
}
