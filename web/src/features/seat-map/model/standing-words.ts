/** Places without a number, in words. */
import { wordsFor, type Seats } from '@/i18n/dictionary';

type MapWords = Seats['map'];

/** A price that a venue has named in its own way is shown as it came. */
export const tierWord = (text: MapWords, tier: string | null): string =>
  tier === null ? '' : (wordsFor(text.tiers, tier) ?? tier);

export const standingWords = (
  text: MapWords,
  { section, tier }: { section: string; tier: string | null },
): string => text.standing(section, tierWord(text, tier));
