/** Whether seats can be held at present: the sale has not opened, is open, has a line in front of it, or everything is sold. */
import { useQuery } from '@tanstack/react-query';
import { guardedEventsQuery } from '@/features/admission/api/list-rooms';
import type { AdmissionState } from '@/features/admission/model/admission';
import { useAdmission } from '@/features/admission/store/admission-store';
import type { EventBody } from '@/features/events/model/event-body';
import { useSeatRevision } from '@/features/seat-map/hooks/use-seat-revision';
import type { LiveMap } from '@/features/seat-map/store/live-map';
import { useServerTime } from '@/components/hooks/use-server-time';

export type Sale =
  | { phase: 'opens'; opensAt: string }
  | { phase: 'open' }
  | { phase: 'line'; admission: AdmissionState }
  | { phase: 'soldOut' };

const FREE_CHECK_MS = 1_000;

export function useSale(event: EventBody, map: LiveMap): Sale {
  const now = useServerTime(true, 1_000);
  useSeatRevision(map, FREE_CHECK_MS);
  const admission = useAdmission(event.id);
  const { data: guarded = [] } = useQuery(guardedEventsQuery());
  const wantsPass = guarded.includes(event.id) || admission.phase === 'required';
  if (now < Date.parse(event.onSaleAt)) return { phase: 'opens', opensAt: event.onSaleAt };
  const soldOut = map.known && map.free.every((free) => free === 0);
  if (soldOut) return { phase: 'soldOut' };
  return wantsPass && admission.phase !== 'admitted'
    ? { phase: 'line', admission }
    : { phase: 'open' };
}
