import { queryOptions } from '@tanstack/react-query';
import type { components } from '@/api/schema';
import { request } from '@/lib/api-client';
import { tokenOfOrder } from '../store/remembered-orders';

export type OrderBody = components['schemas']['OrderBody'];

export const getOrder = (orderId: string, signal?: AbortSignal): Promise<OrderBody> =>
  request(`/api/orders/${encodeURIComponent(orderId)}`, {
    holdToken: tokenOfOrder(orderId),
    signal,
  });

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId],
    queryFn: ({ signal }) => getOrder(orderId, signal),
    // A late answer never takes back what the stream has told since.
    structuralSharing: (before, after) =>
      newer(before as OrderBody | undefined, after as OrderBody),
  });

export const newer = (before: OrderBody | undefined, after: OrderBody): OrderBody =>
  before && before.orderId === after.orderId && before.version >= after.version ? before : after;
