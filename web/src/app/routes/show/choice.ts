/** What a basket means on this map. Pure. */
import { areasIn, seatIdsIn, type Line, type Places } from '@/features/basket/model/basket';
import type { Wish } from '@/features/hold/model/hold-state';
import type { SeatFilter } from '@/features/seat-map/model/filter';
import type { Layout, Section } from '@/features/seat-map/model/layout';

/** What one place costs; nothing where the section has no such price. */
export function unitPriceOf(layout: Layout, { section, tier }: Omit<Places, 'quantity'>): number {
  const prices = layout.sections.find(({ name }) => name === section)?.standing?.prices ?? [];
  return prices.find((price) => price.tier === tier)?.price ?? 0;
}

export const wishFor = (lines: readonly Line[]): Wish => ({
  seatIds: seatIdsIn(lines),
  places: areasIn(lines).map(({ section, tier, quantity }) => ({ section, tier, quantity })),
});

/** So many of the best seats, none more expensive than what is in the foreground. */
export function bestWish(layout: Layout, { tiers }: SeatFilter, quantity: number): Wish {
  const prices = [...(tiers ?? [])].map((tier) => layout.tiers[tier]?.to ?? 0);
  const maxPrice = prices.length === 0 ? null : Math.max(...prices);
  return { seatIds: [], places: [], best: { quantity, maxPrice } };
}

/** The standing sections that have fewer places left than were chosen. */
export const shortSections = (
  layout: Layout,
  free: ArrayLike<number>,
  lines: readonly Line[],
): Section[] =>
  layout.sections.filter(({ name, index }) => {
    const chosen = areasIn(lines).filter(({ section }) => section === name);
    return chosen.reduce((sum, { quantity }) => sum + quantity, 0) > (free[index] ?? 0);
  });
