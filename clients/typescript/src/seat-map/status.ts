/** The status of a seat in one byte, as the packed snapshot has it. */
import type { Bodies } from '../bodies.ts';

type SeatStatus = Bodies['SeatStatus'];

export const AVAILABLE = 0;
export const HELD = 1;
export const SOLD = 2;

const BITS: Readonly<Record<SeatStatus, number>> = { AVAILABLE, HELD, SOLD };

export const bitsOf = (status: SeatStatus): number => BITS[status];

export const isSeatStatus = (value: unknown): value is SeatStatus =>
  value === 'AVAILABLE' || value === 'HELD' || value === 'SOLD';

/** Two bits a seat, low bits first, by ascending seat id. `null` when the bytes cannot be a map of this many seats. */
export function unpack(bytes: Uint8Array, seatCount: number): Uint8Array | null {
  if (bytes.length !== Math.ceil(seatCount / 4)) return null;
  const statuses = new Uint8Array(seatCount);
  for (let seat = 0; seat < seatCount; seat += 1) {
    const bits = ((bytes[seat >> 2] ?? 0) >> ((seat & 3) << 1)) & 3;
    if (bits > SOLD) return null;
    statuses[seat] = bits;
  }
  return statuses;
}

/** `<available>/<held>/<sold>` of each standing section, in the order of the layout. `null` when it is of other sections. */
export function readLeft(
  header: string | null,
  sections: readonly string[],
): ReadonlyMap<string, number> | null {
  const counts = header ? header.split(',') : [];
  if (counts.length !== sections.length) return null;
  const left = new Map<string, number>();
  for (const [index, name] of sections.entries()) {
    const available = /^(\d{1,9})\/\d+\/\d+$/.exec(counts[index] ?? '')?.[1];
    if (available === undefined) return null;
    left.set(name, Number(available));
  }
  return left;
}
