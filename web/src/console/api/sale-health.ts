/** The health of the sale as the server reads it from its metrics, for the bearer of the operator token. */
import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import { checked } from '@/lib/check';
import { Problem, problemFrom } from '@/lib/problem';

const PATH = '/api/operator/sale-health';
const TIMEOUT_MS = 5_000;
/** What a header can carry; a token with anything else is no token. */
const SENDABLE = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/;

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

export async function readSaleHealth(token: string, signal: AbortSignal): Promise<SaleHealth> {
  if (!SENDABLE.test(token)) throw new Problem('UNAUTHENTICATED', 401);
  const response = await get(token, signal);
  if (!response.ok) throw await problemFrom(response);
  const json: unknown = await response.json().catch(() => {
    throw new Problem('NETWORK', 0);
  });
  const body = checked(saleHealth, json, `GET ${PATH}`);
  if (body === null) throw new Problem('UNREADABLE', response.status);
  return body;
}

async function get(token: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(PATH, {
      headers: { Accept: 'application/json', Authorization: `Bearer ${token}` },
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new Problem('NETWORK', 0);
  }
}
