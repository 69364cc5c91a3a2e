/** What the viewer sees: the point of the venue in the middle of the screen, and the size of a seat in pixels. Pure. */
import { boxAround, boxAroundAll, boxOf, grown, type Box } from '../model/geometry';
import { pointOf, type Layout, type Section } from '../model/layout';

export interface Camera {
  /** In seats, as the places of the layout. */
  x: number;
  y: number;
  scale: number;
}

export interface Viewport {
  width: number;
  height: number;
}

const SCALE_MAX = 60;
/** A fitted map with few seats is not enlarged beyond this. */
const SCALE_FIT_MAX = 52;
/** From here on a tap picks a seat; below, it zooms in on the place that was tapped. */
export const SCALE_PICK = 15;
const SCALE_SECTION_MIN = 22;
/** From here on seats have their numbers on them. */
export const SCALE_LABELS = 20;
/** A seat that is brought into sight is large enough to be read. */
export const SCALE_REVEAL = 24;
const SCALE_OWN_MAX = 34;
/** Around the buyer's own seats, so that the neighbours show where they are. */
const OWN_MARGIN = 3;
/** From the first on only seats are drawn, up to the second only sections. In between they cross-fade. */
const SCALE_SEATS = 6.5;
const SCALE_SECTIONS = 4.8;

/** 0 = sections only, 1 = seats only. */
export const detailOf = (scale: number): number =>
  Math.min(1, Math.max(0, (scale - SCALE_SECTIONS) / (SCALE_SEATS - SCALE_SECTIONS)));

/** All that there is to see: the seats, and the stage and the walls where they are known. */
export function venueBox({ box, stage, outline }: Layout): Box {
  const margin = 0.5;
  const parts = [box];
  if (stage) parts.push(grown(boxOf(stage), margin));
  if (outline.length > 0) parts.push(grown(boxAround(outline), margin));
  return boxAroundAll(parts);
}

function fitBox(box: Box, viewport: Viewport, scaleMax: number): Camera {
  const scale = Math.min(
    viewport.width / (box.right - box.left),
    viewport.height / (box.bottom - box.top),
    scaleMax,
  );
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale };
}

const PADDING = 24;

const padded = (viewport: Viewport): Viewport => ({
  width: Math.max(1, viewport.width - PADDING),
  height: Math.max(1, viewport.height - PADDING),
});

/** On a phone the lower end of the map has buttons on it: the venue is fitted above them. */
const FOOT = 52;
const NARROW = 600;
const footOf = ({ width }: Viewport) => (width < NARROW ? FOOT : 0);

export function fitVenue(layout: Layout, viewport: Viewport): Camera {
  const foot = footOf(viewport);
  const { width, height } = padded(viewport);
  const room = { width, height: Math.max(1, height - foot) };
  const camera = fitBox(venueBox(layout), room, SCALE_FIT_MAX);
  return { ...camera, y: camera.y + foot / 2 / camera.scale };
}

/** Name and price are above a section, the row numbers to its left. */
const withWords = (box: Box): Box => ({ ...box, top: box.top - 1, left: box.left - 1 });

/** As much of a section as fits at a scale where seats can be picked; around `near` when not all of it does. */
export function fitSection(
  layout: Layout,
  section: Section,
  viewport: Viewport,
  near?: { x: number; y: number },
): Camera {
  const box = withWords(section.box);
  const camera = fitBox(box, padded(viewport), SCALE_FIT_MAX);
  if (camera.scale >= SCALE_SECTION_MIN) return camera;
  const scale = SCALE_SECTION_MIN;
  const halfWidth = viewport.width / scale / 2;
  const halfHeight = viewport.height / scale / 2;
  const inside = (value: number, low: number, high: number) =>
    low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value));
  return clampCamera(layout, viewport, {
    x: inside(near?.x ?? camera.x, box.left + halfWidth, box.right - halfWidth),
    y: inside(near?.y ?? camera.y, box.top + halfHeight, box.bottom - halfHeight),
    scale,
  });
}

/** All of these seats, with some of their neighbours. */
export function fitSeats(
  layout: Layout,
  seats: Iterable<number>,
  viewport: Viewport,
): Camera | null {
  const all = [...seats];
  if (all.length === 0) return null;
  const box = grown(boxAround(all.map((seat) => pointOf(layout, seat))), OWN_MARGIN);
  return clampCamera(layout, viewport, fitBox(box, padded(viewport), SCALE_OWN_MAX));
}

/** The venue never leaves the screen, and never gets smaller than fitted. */
export function clampCamera(layout: Layout, viewport: Viewport, camera: Camera): Camera {
  const fitted = fitVenue(layout, viewport);
  const scale = Math.min(SCALE_MAX, Math.max(fitted.scale, camera.scale));
  const box = venueBox(layout);
  const along = (value: number, low: number, high: number, span: number, shift: number) => {
    const half = span / scale / 2;
    const reach = Math.max(0, (high - low) / 2 + Math.min(half, 40 / scale) - half);
    const middle = (low + high) / 2 + shift;
    return Math.min(middle + reach, Math.max(middle - reach, value));
  };
  return {
    x: along(camera.x, box.left, box.right, viewport.width, 0),
    y: along(camera.y, box.top, box.bottom, viewport.height, footOf(viewport) / 2 / scale),
    scale,
  };
}

export const toScreen = (camera: Camera, viewport: Viewport, x: number, y: number) => ({
  x: (x - camera.x) * camera.scale + viewport.width / 2,
  y: (y - camera.y) * camera.scale + viewport.height / 2,
});

export const toVenue = (camera: Camera, viewport: Viewport, x: number, y: number) => ({
  x: (x - viewport.width / 2) / camera.scale + camera.x,
  y: (y - viewport.height / 2) / camera.scale + camera.y,
});

/** The point under the finger stays under the finger. */
export function zoomAt(
  camera: Camera,
  viewport: Viewport,
  at: { x: number; y: number },
  scale: number,
): Camera {
  const fixed = toVenue(camera, viewport, at.x, at.y);
  return {
    x: fixed.x - (at.x - viewport.width / 2) / scale,
    y: fixed.y - (at.y - viewport.height / 2) / scale,
    scale,
  };
}

/** The scale grows geometrically, so that every part of a zoom looks equally fast. */
export function between(a: Camera, b: Camera, t: number): Camera {
  if (t >= 1) return b;
  const scale = a.scale * (b.scale / a.scale) ** t;
  if (Math.abs(a.scale - b.scale) < 1e-6) {
    return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, scale };
  }
  // Moving in proportion to 1/scale keeps the target of the zoom on a straight line.
  const way = (1 / a.scale - 1 / scale) / (1 / a.scale - 1 / b.scale);
  return { x: a.x + (b.x - a.x) * way, y: a.y + (b.y - a.y) * way, scale };
}

export function visibleBox(camera: Camera, viewport: Viewport): Box {
  const a = toVenue(camera, viewport, 0, 0);
  const b = toVenue(camera, viewport, viewport.width, viewport.height);
  return { left: a.x, top: a.y, right: b.x, bottom: b.y };
}
