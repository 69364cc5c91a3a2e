import { infiniteQueryOptions } from '@tanstack/react-query';
import type { components } from '@/api/schema';
import { request } from '@/lib/api-client';
import { Problem } from '@/lib/problem';
import { rememberedOrders } from '../store/remembered-orders';
import { getOrder, type OrderBody } from './get-order';

type OrderListBody = components['schemas']['OrderListBody'];

export interface OrderPage {
  items: OrderBody[];
  nextCursor: string | null;
  /** The server knows no list of this caller: these are the orders that this browser remembers. */
  local: boolean;
}

export const ordersQuery = () =>
  infiniteQueryOptions({
    queryKey: ['orders'],
    queryFn: ({ pageParam, signal }) => listOrders(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

async function listOrders(cursor: string | null, signal: AbortSignal): Promise<OrderPage> {
  const path = cursor ? `/api/orders?cursor=${encodeURIComponent(cursor)}` : '/api/orders';
  try {
    const { items, nextCursor } = await request<OrderListBody>(path, { signal });
    return { items, nextCursor: nextCursor ?? null, local: false };
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'UNAUTHENTICATED') throw cause;
    return { items: await readRemembered(signal), nextCursor: null, local: true };
  }
}

async function readRemembered(signal: AbortSignal): Promise<OrderBody[]> {
  const answers = await Promise.allSettled(
    rememberedOrders().map(({ orderId }) => getOrder(orderId, signal)),
  );
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}
