import * as v from 'valibot';
import { schemaOf, type Bodies } from '@/api/contract';

export type PaymentMethodsBody = Bodies['PaymentMethodsBody'];

export const paymentMethodsBody = schemaOf<PaymentMethodsBody>()(
  v.object({ demo: v.boolean(), items: v.array(v.object({ token: v.string() })) }),
);
