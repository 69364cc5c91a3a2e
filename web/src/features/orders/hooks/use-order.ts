import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { StreamState } from '@holdfast/client/event-stream';
import type { ServerEvent } from '@holdfast/client/sse-parser';
import { useEffect, useState } from 'react';
import { holdfast } from '@/lib/api-client';
import { checked, parseJson } from '@/lib/check';
import { orderQuery } from '../api/get-order';
import { newerOf, orderBody } from '../model/order-body';
import { isSettled } from '../model/progress';
import { tokenOfOrder } from '../store/remembered-orders';

/** One order: fetched once, then followed by its stream until nothing more can happen to it. */
export function useOrder(orderId: string) {
  const query = useQuery(orderQuery(orderId));
  const client = useQueryClient();
  const [stream, setStream] = useState<StreamState>('connecting');
  const open = query.data !== undefined && !isSettled(query.data);

  useEffect(() => {
    if (!open) return;
    const { queryKey } = orderQuery(orderId);
    const onUpdate = (data: string) => {
      const order = checked(orderBody, parseJson(data), 'ORDER_UPDATE');
      if (order) client.setQueryData(queryKey, (before) => newerOf(before, order));
      // The order itself may still be readable, and if it is not, the buyer must know.
      else void client.invalidateQueries({ queryKey });
    };
    const path = `/api/orders/${encodeURIComponent(orderId)}/stream`;
    const listener = {
      onState: setStream,
      onEvent: ({ event, data }: ServerEvent) => {
        if (event === 'ORDER_UPDATE') onUpdate(data);
      },
    };
    const following = holdfast.stream(path, listener, { holdToken: tokenOfOrder(orderId) });
    following.start();
    const nudge = () => following.nudge();
    window.addEventListener('online', nudge);
    return () => {
      window.removeEventListener('online', nudge);
      following.stop();
    };
  }, [orderId, open, client]);

  const stale = open && (stream === 'catching-up' || stream === 'offline' || stream === 'refused');
  return { order: query.data, error: query.error, retry: () => void query.refetch(), stale };
}
