/** The choice of the moment as the dock shows it: its lines, their sum, and whether all of it can still be had. */
import { useEffect } from 'react';
import { announce } from '@/components/ui/announcer';
import { priceOf, seatOfId, type Layout } from '@/features/seat-map/model/layout';
import { placesIn, type Line } from '@/features/basket/model/basket';
import { countPlaces } from '@/features/basket/store/basket-store';
import type { ChosenLine } from '@/features/seat-map/components/selection-dock';
import { useSeatRevision } from '@/features/seat-map/hooks/use-seat-revision';
import type { SeatWords } from '@/features/seat-map/hooks/use-seat-words';
import type { LiveMap } from '@/features/seat-map/store/live-map';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { shortSections, unitPriceOf } from './choice';
import type { useSeatSelection } from './use-seat-selection';

interface Choosing {
  layout: Layout;
  map: LiveMap;
  words: SeatWords;
  selection: Pick<ReturnType<typeof useSeatSelection>, 'lines' | 'alone' | 'pick'>;
  /** The map is live: what it shows of the choice is true now. */
  live: boolean;
}

export function useChoiceWords({ layout, map, words, selection, live }: Choosing) {
  const { dock: text } = useText();
  const format = useFormat();
  useSeatRevision(map);
  const { lines, alone, pick } = selection;
  const count = placesIn(lines);
  const standing = lines.some((line) => line.kind === 'area');
  const [short] = shortSections(layout, map.free, lines);
  const warning = short ? text.short(short.name, format.number(map.free[short.index] ?? 0)) : null;
  useEffect(() => {
    if (warning) announce(warning);
  }, [warning]);
  const prices = lines.map((line) => priceOfLine(layout, line));
  return {
    lines: lines.map((line, index): ChosenLine => {
      const price = words.price(prices[index] ?? 0);
      if (line.kind === 'area') {
        const { section, tier, quantity } = line;
        return {
          key: `${section}/${tier ?? ''}`,
          place: words.places(quantity, section, tier),
          price,
          onRemove: () => countPlaces({ section, tier, quantity: 0 }),
        };
      }
      const seat = seatOfId(line.seatId);
      return { key: `${line.seatId}`, place: words.place(seat), price, onRemove: () => pick(seat) };
    }),
    total: words.price(prices.reduce((sum, price) => sum + price, 0)),
    fresh: { sentence: sentenceOf(), good: live && !alone && !warning },
    empty: emptyOf(),
    hold: standing ? text.holdPlaces(count) : text.hold(count),
  };

  function sentenceOf(): string {
    if (!live) return text.unsure;
    if (warning) return warning;
    if (alone) return text.alone;
    return standing ? text.enough(count) : text.allFree(count);
  }

  function emptyOf(): string {
    if (layout.count === 0) return text.emptyStanding;
    return layout.sections.some((section) => section.standing) ? text.emptyBoth : text.empty;
  }
}

const priceOfLine = (layout: Layout, line: Line): number =>
  line.kind === 'seat'
    ? priceOf(layout, seatOfId(line.seatId))
    : unitPriceOf(layout, line) * line.quantity;
