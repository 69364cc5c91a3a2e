/** The places of standing sections that the buyer chooses by number. */
import { useCallback } from 'react';
import { announce } from '@/components/ui/announcer';
import { areasIn, placesIn, PLACES_MAX } from '@/features/basket/model/basket';
import { countPlaces, useBasket } from '@/features/basket/store/basket-store';
import { leftAt, useFullTiers } from '@/features/hold/store/full-tiers';
import { dismissProblem, useHold } from '@/features/hold/store/hold-store';
import type { Counts } from '@/features/seat-map/components/standing-panel';
import type { SeatWords } from '@/features/seat-map/hooks/use-seat-words';
import { useText } from '@/i18n/language';

export function useCounts(words: SeatWords): Counts {
  const { dock: text } = useText();
  const { lines, eventId } = useBasket();
  const known = useFullTiers(({ left }) => left);
  const closed = useHold(({ state }) => state.phase === 'held' || state.phase === 'requesting');
  const onCount = useCallback<Counts['onCount']>(
    (section, tier, quantity) => {
      dismissProblem();
      countPlaces({ section, tier, quantity });
      const all = placesIn(useBasket.getState().lines);
      announce(text.counted(words.standing(section, tier), quantity, all));
    },
    [words, text],
  );
  const of: Counts['of'] = (section, tier) =>
    areasIn(lines).find((line) => line.section === section && line.tier === tier)?.quantity ?? 0;
  const left: Counts['left'] = (section, tier) => leftAt(known, eventId ?? 0, section, tier);
  return { of, left, room: PLACES_MAX - placesIn(lines), max: PLACES_MAX, closed, onCount };
}
