import { useMemo } from 'react';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { ACCESSIBLE, COMPANION, placeOf, type Layout } from '../model/layout';
import { AVAILABLE, HELD } from '../model/status';

export interface SeatWords {
  place(seat: number): string;
  price(amount: number): string;
  shortPrice(amount: number): string;
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
    return {
      place,
      price,
      shortPrice: (amount) => format.shortMoney(amount, layout.currency),
      flag,
      state,
      describe: (seat, status, own) =>
        [place(seat), flag(seat), price(placeOf(layout, seat)?.price ?? 0), state(status, own)]
          .filter(Boolean)
          .join(', '),
    };
  }, [layout, map, format]);
}
