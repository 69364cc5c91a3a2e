import { useMemo } from 'react';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { ACCESSIBLE, COMPANION, placeOf, type Layout, type Section } from '../model/layout';
import { standingWords } from '../model/standing-words';
import { AVAILABLE, HELD } from '@holdfast/client/seat-map/status';

export interface SeatWords {
  place(seat: number): string;
  price(amount: number): string;
  /** Of a section: its price, or the lowest and the highest. */
  prices(section: Section): string;
  shortPrices(section: Section): string;
  section(section: Section): string;
  /** A section without seats in one sentence, for a screen reader. */
  describeSection(section: Section, free: number): string;
  /** A place to stand at one of the prices, and so many of them. */
  standing(section: string, tier: string | null): string;
  places(count: number, section: string, tier: string | null): string;
  /** What a seat is meant for, or nothing. */
  flag(seat: number): string | null;
  /** How a seat stands, in words. */
  state(status: number, own: 'chosen' | 'yours' | null): string;
  /** Place, price and state in one sentence, for a screen reader or a tooltip. */
  describe(seat: number, status: number, own: 'chosen' | 'yours' | null): string;
}

export function useSeatWords(layout: Layout): SeatWords {
  const { map } = useText();
  const format = useFormat();
  return useMemo(() => {
    const price = (amount: number) => format.money(amount, layout.currency);
    const place = (seat: number) => {
      const at = placeOf(layout, seat);
      return at ? map.place(at.section, at.row, at.number) : '';
    };
    const flag = (seat: number) => {
      if (layout.flags[seat] === ACCESSIBLE) return map.accessible;
      return layout.flags[seat] === COMPANION ? map.companion : null;
    };
    const state: SeatWords['state'] = (status, own) => {
      if (own) return map[own];
      if (status === AVAILABLE) return map.free;
      return status === HELD ? map.held : map.sold;
    };
    const shortPrice = (amount: number) => format.shortMoney(amount, layout.currency);
    const range = (section: Section, write: (amount: number) => string) => {
      const amounts = section.standing?.prices.map((one) => one.price) ?? [section.price];
      const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
      return least === most ? write(least) : map.orMore(write(least), write(most));
    };
    const section = ({ name, standing: room }: Section) =>
      room ? map.standing(name, '') : map.section(name);
    const standing = (section: string, tier: string | null) =>
      standingWords(map, { section, tier });
    return {
      place,
      price,
      prices: (section) => range(section, price),
      shortPrices: (section) => range(section, shortPrice),
      section,
      describeSection: (one, free) => {
        const left = free === 0 ? map.soldOut : map.freeOf(format.number(free));
        return `${section(one)}, ${range(one, price)}, ${left}. ${map.openStanding}`;
      },
      standing,
      places: (count, section, tier) => map.several(count, standing(section, tier)),
      flag,
      state,
      describe: (seat, status, own) =>
        [place(seat), flag(seat), price(placeOf(layout, seat)?.price ?? 0), state(status, own)]
          .filter(Boolean)
          .join(', '),
    };
  }, [layout, map, format]);
}
