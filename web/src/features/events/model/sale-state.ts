import type { EventBody } from './event-body';

export type SaleState = 'opens' | 'soldOut' | 'fewLeft' | 'onSale';

const FEW_SHARE = 0.1;
const FEW_SEATS = 20;

/** What a buyer must know first about a show. Pure: `now` is the server's time. */
export function saleState(
  event: Pick<EventBody, 'onSaleAt' | 'available' | 'capacity'>,
  now: number,
): SaleState {
  if (Date.parse(event.onSaleAt) > now) return 'opens';
  if (event.available === 0) return 'soldOut';
  const few = Math.min(event.capacity * FEW_SHARE, Math.max(FEW_SEATS, event.capacity * 0.02));
  return event.available <= few ? 'fewLeft' : 'onSale';
}
