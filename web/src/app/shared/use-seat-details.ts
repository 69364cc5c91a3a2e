/** Show, seats and total of a purchase, for pages without a map: fetched, or as they were kept. What is not known is not shown. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { eventQuery } from '@/features/events/api/get-event';
import type { EventBody } from '@/features/events/model/event-body';
import type { Wish } from '@/features/hold/model/hold-state';
import { layoutQuery } from '@/features/seat-map/api/get-layout';
import { admissionOf, type Admission, type Layout } from '@/features/seat-map/model/layout';
import { standingWords, tierWord } from '@/features/seat-map/model/standing-words';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { NO_TIERS, type SeatTiers } from '@/lib/seat-tiers';
import { keepDetails, keptDetails, type Details } from './kept-details';
import { linesOf, wishOf } from './purchase-lines';

export interface SeatDetail {
  id: number;
  place: string;
  section: string;
  /** Of a place to stand its price by name, if it has one. */
  row: string;
  number: string;
  price: string;
}

export interface LineDetail {
  key: string;
  place: string;
  price: string;
}

/** The words of a purchase. */
export interface Known {
  event: EventBody;
  seats: SeatDetail[];
  lines: LineDetail[];
  /** What holds the same again. */
  wish: Wish;
  total: string;
}

export interface SeatDetails {
  /** `null` until they are known: then nothing can be paid for. */
  known: Known | null;
  error: Error | null;
  retry(): void;
}

export function useSeatDetails(
  eventId: number | null,
  seatIds: readonly number[],
  tiers: SeatTiers = NO_TIERS,
): SeatDetails {
  const event = useQuery({ ...eventQuery(eventId ?? 0), enabled: eventId !== null });
  const layout = useQuery({
    ...layoutQuery(event.data?.layoutUrl ?? ''),
    enabled: event.data !== undefined,
  });
  const fetched = useMemo(
    () => (event.data && layout.data ? detailsOf(event.data, layout.data, seatIds, tiers) : null),
    [event.data, layout.data, seatIds, tiers],
  );
  useEffect(() => {
    if (fetched && fetched.seats.length > 0) keepDetails(fetched);
  }, [fetched]);
  const details = fetched ?? (eventId === null ? null : keptDetails(eventId, seatIds));
  const known = useWordsOf(details);
  const retry = () => void (event.data ? layout.refetch() : event.refetch());
  return { known, error: event.error ?? layout.error, retry };
}

/** `null` when the layout does not have one of the seats. */
export function detailsOf(
  event: EventBody,
  layout: Layout,
  seatIds: readonly number[],
  tiers: SeatTiers,
): Details | null {
  const seats = seatIds.flatMap((id) => {
    const tier = tiers.find(({ seatId }) => seatId === id)?.tier ?? null;
    return admissionOf(layout, id, tier) ?? [];
  });
  return seats.length === seatIds.length ? { event, currency: layout.currency, seats } : null;
}

export function useWordsOf(details: Details | null): Known | null {
  const { map } = useText();
  const format = useFormat();
  if (!details) return null;
  const money = (amount: number) => format.money(amount, details.currency);
  const seatOf = (one: Admission): SeatDetail => {
    const { id, section, row, number, tier } = one;
    const price = money(one.price);
    if (row === null || number === null) {
      const words = { section: map.standing(section, ''), row: tierWord(map, tier), number: '' };
      return { id, place: standingWords(map, one), ...words, price };
    }
    const words = { section: map.section(section), row: map.row(row), number: map.number(number) };
    return { id, place: map.place(section, row, number), ...words, price };
  };
  return {
    event: details.event,
    seats: details.seats.map(seatOf),
    lines: linesOf(details.seats).map(({ one, quantity, price }) => {
      const { place } = seatOf(one);
      return {
        key: `${one.id}`,
        place: one.row === null ? map.several(quantity, place) : place,
        price: money(price),
      };
    }),
    wish: wishOf(details.seats),
    total: money(details.seats.reduce((sum, { price }) => sum + price, 0)),
  };
}
