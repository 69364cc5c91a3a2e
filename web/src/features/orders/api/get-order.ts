import { queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { request } from '@/lib/api-client';
import { newerOf, orderBody, type OrderBody } from '../model/order-body';
import { tokenOfOrder } from '../store/remembered-orders';

export const getOrder = (orderId: string, signal?: AbortSignal): Promise<OrderBody> =>
  request(`/api/orders/${encodeURIComponent(orderId)}`, orderBody, {
    holdToken: tokenOfOrder(orderId),
    signal,
  });

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId],
    queryFn: ({ signal }) => getOrder(orderId, signal),
    // A late response never takes back what the stream has reported since.
    structuralSharing: (before, after) =>
      v.is(orderBody, before) && v.is(orderBody, after) ? newerOf(before, after) : after,
  });
