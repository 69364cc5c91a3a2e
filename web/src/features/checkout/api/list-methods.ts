import { queryOptions } from '@tanstack/react-query';
import type { components } from '@/api/schema';
import { request } from '@/lib/api-client';

export type PaymentMethodsBody = components['schemas']['PaymentMethodsBody'];

/** The same for everybody and for as long as the server runs. */
export const methodsQuery = () =>
  queryOptions({
    queryKey: ['payment-methods'],
    queryFn: ({ signal }) => request<PaymentMethodsBody>('/api/payments/methods', { signal }),
    staleTime: Infinity,
  });
