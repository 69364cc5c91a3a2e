/** The status of a seat in one byte, as the packed snapshot has it. */
import type { components } from '@/api/schema';

export type SeatStatus = components['schemas']['SeatStatus'];

export const AVAILABLE = 0;
export const HELD = 1;
export const SOLD = 2;

const BITS: Record<SeatStatus, number> = { AVAILABLE, HELD, SOLD };

export const bitsOf = (status: SeatStatus): number => BITS[status];

/** Two bits a seat, low bits first, by ascending seat id. `null` when the bytes cannot be a map of so many seats. */
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
