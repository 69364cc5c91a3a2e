/** The prices of which fewer are left than a buyer wanted, as a refusal has said it: a map counts places, whatever they cost. */
import { create } from 'zustand';
import type { Wish } from '../model/hold-state';

/** Other buyers may give places back. */
const KNOWN_FOR_MS = 30_000;

type Left = Readonly<Record<string, number>>;

export const useFullTiers = create<{ left: Left }>(() => ({ left: {} }));

const keyOf = (eventId: number, section: string, tier: string | null) =>
  `${eventId}/${tier ?? ''}/${section}`;

/** How many places are left at this price; `null` where nothing is known. */
export const leftAt = (left: Left, eventId: number, section: string, tier: string | null) =>
  left[keyOf(eventId, section, tier)] ?? null;

/** A request for these places was refused, because so many are left of this price. */
export function noteFullTier(
  eventId: number,
  { places }: Wish,
  full: { tier: string; free: number },
): void {
  const keys = places
    .filter(({ tier }) => tier === full.tier)
    .map(({ section, tier }) => keyOf(eventId, section, tier));
  const added = Object.fromEntries(keys.map((key) => [key, full.free]));
  useFullTiers.setState(({ left }) => ({ left: { ...left, ...added } }));
  setTimeout(() => forget(keys), KNOWN_FOR_MS);
}

function forget(keys: readonly string[]): void {
  useFullTiers.setState(({ left }) => ({
    left: Object.fromEntries(Object.entries(left).filter(([key]) => !keys.includes(key))),
  }));
}
