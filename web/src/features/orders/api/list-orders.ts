import { infiniteQueryOptions } from '@tanstack/react-query';
import { pagePath, request } from '@/lib/api-client';
import { Problem } from '@/lib/problem';
import { orderListBody, type OrderBody } from '../model/order-body';
import { rememberedOrders } from '../store/remembered-orders';
import { getOrder } from './get-order';

interface OrderPage {
  items: OrderBody[];
  nextCursor?: string | null;
}

export const ordersQuery = () =>
  infiniteQueryOptions({
    queryKey: ['orders'],
    queryFn: ({ pageParam, signal }) => listOrders(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

async function listOrders(cursor: string, signal: AbortSignal): Promise<OrderPage> {
  try {
    return await request(pagePath('/api/orders', cursor), orderListBody, { signal });
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'UNAUTHENTICATED') throw cause;
    // The server keeps no list for this caller: these are the orders that this browser remembers.
    return { items: await readRemembered(signal) };
  }
}

async function readRemembered(signal: AbortSignal): Promise<OrderBody[]> {
  const answers = await Promise.allSettled(
    rememberedOrders().map(({ orderId }) => getOrder(orderId, signal)),
  );
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}
