/** The health of the sale as the server reads it from its metrics, for the bearer of the operator token. */
import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import { operatorRequest } from './operator-request';

export type SaleHealth = Bodies['SaleHealthBody'];

const totals = v.record(v.string(), integer);

const saleHealth = schemaOf<SaleHealth>()(
  v.object({
    uptimeSeconds: v.number(),
    holds: totals,
    heldSeats: integer,
    placedOrders: totals,
    orderStates: totals,
    outboxAges: v.record(v.string(), v.number()),
    promises: v.record(v.string(), v.object({ checks: integer, breaches: integer })),
  }),
);

export const readSaleHealth = (token: string, signal: AbortSignal): Promise<SaleHealth> =>
  operatorRequest('/api/operator/sale-health', saleHealth, { token, signal });
