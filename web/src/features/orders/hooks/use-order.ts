import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { EventStream, type StreamState } from '@/lib/event-stream';
import { newer, orderQuery, type OrderBody } from '../api/get-order';
import { isSettled } from '../model/progress';
import { tokenOfOrder } from '../store/remembered-orders';

/** One order: asked for once, then told by its stream until nothing more can happen. */
export function useOrder(orderId: string) {
  const query = useQuery(orderQuery(orderId));
  const client = useQueryClient();
  const [stream, setStream] = useState<StreamState>('connecting');
  const open = query.data !== undefined && !isSettled(query.data);

  useEffect(() => {
    if (!open) return;
    const following = new EventStream({
      url: `/api/orders/${encodeURIComponent(orderId)}/stream`,
      holdToken: tokenOfOrder(orderId),
      onState: setStream,
      onEvent: ({ event, data }) => {
        if (event !== 'ORDER_UPDATE') return;
        const told = JSON.parse(data) as OrderBody;
        client.setQueryData(orderQuery(orderId).queryKey, (before) => newer(before, told));
      },
    });
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
