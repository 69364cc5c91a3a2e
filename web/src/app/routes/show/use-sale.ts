/** Whether seats can be held at present: the sale has not opened, is open, or everything is sold. */
import type { EventBody } from '@/features/events/model/event-body';
import { useSeatRevision } from '@/features/seat-map/hooks/use-seat-revision';
import type { LiveMap } from '@/features/seat-map/store/live-map';
import { useServerTime } from '@/components/hooks/use-server-time';

export type Sale = { phase: 'opens'; opensAt: string } | { phase: 'open' } | { phase: 'soldOut' };

const FREE_CHECK_MS = 1_000;

export function useSale(event: EventBody, map: LiveMap): Sale {
  const now = useServerTime(true, 1_000);
  useSeatRevision(map, FREE_CHECK_MS);
  if (now < Date.parse(event.onSaleAt)) return { phase: 'opens', opensAt: event.onSaleAt };
  const soldOut = map.known && map.free.every((free) => free === 0);
  return { phase: soldOut ? 'soldOut' : 'open' };
}
