import { queryOptions } from '@tanstack/react-query';
import { request } from '@/lib/api-client';
import { paymentMethodsBody } from '../model/payment-methods-body';

/** The same for every buyer for as long as the server runs. */
export const methodsQuery = () =>
  queryOptions({
    queryKey: ['payment-methods'],
    queryFn: ({ signal }) => request('/api/payments/methods', paymentMethodsBody, { signal }),
    staleTime: Infinity,
  });
