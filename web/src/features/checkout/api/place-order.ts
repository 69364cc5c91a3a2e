import type { components } from '@/api/schema';
import { request } from '@/lib/api-client';
import type { Attempt } from '../model/attempt';

type OrderPlacedBody = components['schemas']['OrderPlacedBody'];

export const placeOrder = ({ key, body, holdToken }: Attempt): Promise<OrderPlacedBody> =>
  request('/api/orders', {
    method: 'POST',
    body,
    idempotencyKey: key,
    holdToken,
    timeoutMs: 12_000,
  });
