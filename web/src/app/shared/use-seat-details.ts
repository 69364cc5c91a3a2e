/** Show, seats and total of a purchase, for pages without a map: fetched, or as they were kept. What is not known is not shown. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { eventQuery } from '@/features/events/api/get-event';
import type { EventBody } from '@/features/events/model/event-body';
import { layoutQuery } from '@/features/seat-map/api/get-layout';
import { placeOf, seatOfId, type Layout } from '@/features/seat-map/model/layout';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { keepDetails, keptDetails, type Details } from './kept-details';

export interface SeatDetail {
  id: number;
  place: string;
  section: string;
  row: string;
  number: string;
  price: string;
}

export interface SeatDetails {
  /** `null` until they are known: then nothing can be paid for. */
  known: { event: EventBody; seats: SeatDetail[]; total: string } | null;
  error: Error | null;
  retry(): void;
}

export function useSeatDetails(eventId: number | null, seatIds: readonly number[]): SeatDetails {
  const event = useQuery({ ...eventQuery(eventId ?? 0), enabled: eventId !== null });
  const layout = useQuery({
    ...layoutQuery(event.data?.layoutUrl ?? ''),
    enabled: event.data !== undefined,
  });
  const fetched = useMemo(
    () => (event.data && layout.data ? detailsOf(event.data, layout.data, seatIds) : null),
    [event.data, layout.data, seatIds],
  );
  useEffect(() => {
    if (fetched && fetched.seats.length > 0) keepDetails(fetched);
  }, [fetched]);
  const details = fetched ?? (eventId === null ? null : keptDetails(eventId, seatIds));
  const known = useWords(details);
  const retry = () => void (event.data ? layout.refetch() : event.refetch());
  return { known, error: event.error ?? layout.error, retry };
}

/** `null` when the layout does not have one of the seats. */
export function detailsOf(
  event: EventBody,
  layout: Layout,
  seatIds: readonly number[],
): Details | null {
  const seats = seatIds.flatMap((id) => {
    const place = placeOf(layout, seatOfId(id));
    return place ? [{ id, ...place }] : [];
  });
  return seats.length === seatIds.length ? { event, currency: layout.currency, seats } : null;
}

function useWords(details: Details | null): SeatDetails['known'] {
  const { map } = useText();
  const format = useFormat();
  if (!details) return null;
  const money = (amount: number) => format.money(amount, details.currency);
  return {
    event: details.event,
    seats: details.seats.map(({ id, section, row, number, price }) => ({
      id,
      place: map.place(section, row, number),
      section: map.section(section),
      row: map.row(row),
      number: map.number(number),
      price: money(price),
    })),
    total: money(details.seats.reduce((sum, { price }) => sum + price, 0)),
  };
}
