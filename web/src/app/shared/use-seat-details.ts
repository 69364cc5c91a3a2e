/** Names and prices of seats by their ids, for pages without a map: the layout is cached or fetched once. */
import { useQuery } from '@tanstack/react-query';
import { eventQuery } from '@/features/events/api/get-event';
import type { EventBody } from '@/features/events/model/event-body';
import { layoutQuery } from '@/features/seat-map/api/get-layout';
import { placeOf, seatOfId } from '@/features/seat-map/model/layout';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';

export interface SeatDetail {
  id: number;
  place: string;
  section: string;
  row: string;
  number: string;
  price: string;
  amount: number;
}

interface EventDetail {
  event: EventBody | undefined;
  seats: SeatDetail[];
  /** Empty until the layout is here. */
  total: string;
  error: Error | null;
}

export function useSeatDetails(eventId: number | null, seatIds: readonly number[]): EventDetail {
  const { map } = useText();
  const format = useFormat();
  const event = useQuery({ ...eventQuery(eventId ?? 0), enabled: eventId !== null });
  const layout = useQuery({
    ...layoutQuery(event.data?.layoutUrl ?? ''),
    enabled: event.data !== undefined,
  });
  const seats = seatIds.map((id): SeatDetail => {
    const place = layout.data ? placeOf(layout.data, seatOfId(id)) : null;
    const amount = place?.price ?? 0;
    return {
      id,
      amount,
      place: place ? map.place(place.section, place.row, place.number) : `#${id}`,
      section: place ? map.section(place.section) : '',
      row: place ? map.row(place.row) : '',
      number: place ? map.number(place.number) : `#${id}`,
      price: layout.data ? format.money(amount, layout.data.currency) : '',
    };
  });
  const sum = seats.reduce((total, seat) => total + seat.amount, 0);
  const total = layout.data ? format.money(sum, layout.data.currency) : '';
  return { event: event.data, seats, total, error: event.error ?? layout.error };
}
