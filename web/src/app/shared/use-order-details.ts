/** Show and seats of an order, at the prices that it names. */
import { useMemo } from 'react';
import { tiersOf, type OrderBody } from '@/features/orders/model/order-body';
import { NO_TIERS } from '@/lib/seat-tiers';
import { useSeatDetails, type SeatDetails } from './use-seat-details';

const NO_SEATS: number[] = [];

export function useOrderDetails(order: OrderBody | undefined): SeatDetails {
  const tiers = useMemo(() => (order ? tiersOf(order) : NO_TIERS), [order]);
  return useSeatDetails(order?.eventId ?? null, order?.seatIds ?? NO_SEATS, tiers);
}
