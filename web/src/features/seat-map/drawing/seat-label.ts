/** What is written on a free seat: its number, or the sign of a place for a wheelchair. */
import { ACCESSIBLE, colOf, COMPANION, sectionOf, type Layout } from '../model/layout';
import { FONT } from './section-block';

interface LabelPlace {
  /** The middle of the seat, in device pixels. */
  x: number;
  y: number;
  color: string;
  ratio: number;
  cell: number;
}

const NUMBER_SIZE = 0.36;
const NUMBER_SIZE_MIN = 8.5;

export function drawSeatLabel(
  context: CanvasRenderingContext2D,
  layout: Layout,
  seat: number,
  place: LabelPlace,
): void {
  const flag = layout.flags[seat];
  if (flag === ACCESSIBLE) {
    drawWheelchair(context, place);
    return;
  }
  const { x, y, color, ratio, cell } = place;
  const number = colOf(layout, seat) - (sectionOf(layout, seat)?.left ?? 1) + 1;
  const size = Math.round(Math.max(NUMBER_SIZE_MIN * ratio, cell * NUMBER_SIZE));
  context.font = `640 ${size}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = color;
  context.fillText(String(number), x, y + ratio * 0.5);
  if (flag === COMPANION) underline(context, place, size);
}

/** The seat beside a place for a wheelchair. */
function underline(
  context: CanvasRenderingContext2D,
  { x, y, color, ratio }: LabelPlace,
  size: number,
): void {
  context.fillStyle = color;
  context.fillRect(x - size * 0.4, y + size * 0.52, size * 0.8, Math.max(1, ratio));
}

/** On a square of 24, as the icons of the page. */
const WHEELCHAIR = 'M10 8v6h5l2.5 4.5M10 10.5h4.5M8 12a4.5 4.5 0 1 0 5.5 6.2';
const HEAD = { x: 10, y: 4.6, radius: 1.9 };
const SIGN_SIZE = 0.66;

function drawWheelchair(
  context: CanvasRenderingContext2D,
  { x, y, color, cell }: LabelPlace,
): void {
  const scale = (cell * SIGN_SIZE) / 24;
  context.save();
  context.translate(x - 12 * scale, y - 12.5 * scale);
  context.scale(scale, scale);
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 2.4;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(new Path2D(WHEELCHAIR));
  context.beginPath();
  context.arc(HEAD.x, HEAD.y, HEAD.radius, 0, Math.PI * 2);
  context.fill();
  context.restore();
}
