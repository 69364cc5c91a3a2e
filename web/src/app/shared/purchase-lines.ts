/** The seats of a purchase as its lines: each seat by itself, and the places of a section at one price together. Pure. */
import type { Wish } from '@/features/hold/model/hold-state';
import type { Admission } from '@/features/seat-map/model/layout';

export interface PurchaseLine {
  one: Admission;
  quantity: number;
  /** Of all of them. */
  price: number;
}

export function linesOf(seats: readonly Admission[]): PurchaseLine[] {
  const lines: PurchaseLine[] = [];
  for (const seat of seats) {
    const same = lines.find(({ one }) => isAlike(one, seat));
    if (same) {
      same.quantity += 1;
      same.price += seat.price;
    } else {
      lines.push({ one: seat, quantity: 1, price: seat.price });
    }
  }
  return lines;
}

/** Places to stand differ only in their section and their price. */
const isAlike = (one: Admission, other: Admission): boolean =>
  one.row === null &&
  other.row === null &&
  one.section === other.section &&
  one.tier === other.tier;

/** The same again: the very seats, and as many places. */
export function wishOf(seats: readonly Admission[]): Wish {
  const places = linesOf(seats).flatMap(({ one: { row, section, tier }, quantity }) =>
    row === null ? [{ section, tier, quantity }] : [],
  );
  return { seatIds: seats.flatMap(({ id, row }) => (row === null ? [] : [id])), places };
}
