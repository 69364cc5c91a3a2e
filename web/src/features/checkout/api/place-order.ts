import * as v from 'valibot';
import { schemaOf, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';
import type { Attempt } from '../model/attempt';

/** The one field that the page reads: the rest of the order comes from the order itself. */
type OrderPlaced = Pick<Bodies['OrderPlacedBody'], 'orderId'>;

const orderPlaced = schemaOf<OrderPlaced>()(v.object({ orderId: v.string() }));

export const placeOrder = ({ key, body, holdToken }: Attempt): Promise<OrderPlaced> =>
  request('/api/orders', orderPlaced, {
    method: 'POST',
    body,
    idempotencyKey: key,
    holdToken,
    timeoutMs: 12_000,
  });
