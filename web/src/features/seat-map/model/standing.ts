/** Sections without seats. Their places are counted; each has an id, which no buyer sees. Pure. */
import type { LayoutBody } from './layout-body';

export interface Price {
  /** `null` where a section has one price for all. */
  tier: string | null;
  price: number;
  /** For so many places of the section at most. */
  cap?: number;
}

export interface Standing {
  capacity: number;
  /** The ids of its places run from here. */
  firstId: number;
  /** The first is what a place costs for a buyer who names none. */
  prices: Price[];
}

type SectionBody = LayoutBody['sections'][number];

export function pricesOf({ price, standing }: SectionBody): Price[] {
  const tiers = standing?.tiers ?? [];
  if (tiers.length === 0) return [{ tier: null, price }];
  return tiers.map(({ name, price, cap }) => ({
    tier: name,
    price,
    ...(cap === undefined ? {} : { cap }),
  }));
}

/** The standing room of each section, or `null`: the ids of the places follow those of all seats. */
export function standingOf({ r, sections }: LayoutBody): (Standing | null)[] {
  let next = r.length + 1;
  return sections.map((section) => {
    if (!section.standing) return null;
    const { capacity } = section.standing;
    const firstId = next;
    next += capacity;
    return { capacity, firstId, prices: pricesOf(section) };
  });
}

interface WithStanding {
  standing: Standing | null;
}

/** The section that a place to stand belongs to; none for a seat. */
export const sectionOfPlace = <Section extends WithStanding>(
  sections: readonly Section[],
  id: number,
): Section | undefined =>
  sections.find(
    ({ standing }) =>
      standing && id >= standing.firstId && id < standing.firstId + standing.capacity,
  );

/** How many seats or places a section has. */
export const capacityOf = ({
  standing,
  seats,
}: WithStanding & { seats: readonly unknown[] }): number => standing?.capacity ?? seats.length;
