/** Which seats the buyer wants to see: the others step back on the map, and are not suggested. Pure. */
import { NO_FLAG, type Layout, type Section } from './layout';

export interface SeatFilter {
  /** Price tiers; `null` for all. */
  tiers: ReadonlySet<number> | null;
  /** Only places for wheelchairs, and the seats beside them. */
  flagged: boolean;
}

export const NO_FILTER: SeatFilter = { tiers: null, flagged: false };

export const isWanted = (layout: Layout, { tiers, flagged }: SeatFilter, seat: number): boolean =>
  (!tiers || tiers.has(layout.tier[seat] ?? 0)) && (!flagged || layout.flags[seat] !== NO_FLAG);

/** Whether a section has any seat or place that is wanted. */
export const hasWanted = ({ tiers, flagged }: SeatFilter, section: Section): boolean =>
  (!tiers || section.tiers.some((tier) => tiers.has(tier))) && (!flagged || section.flagged > 0);
