/** The one client of the shop: it says who the buyer is, and what arrives is checked. */
import type { GenericSchema } from 'valibot';
import { Calls, noResponse, type CallOptions } from '@holdfast/client/calls';
import { ONCE } from '@holdfast/client/retry';
import { checked, reportMismatch } from './check';
import { takeEarlyResponse } from './early-responses';
import { callerId, guestSecret } from './identity';
import { Problem } from './problem';
import { sendAs } from './session/send-as';
import { tokenNow } from './session/session-store';

export const holdfast = new Calls({
  accessToken: tokenNow,
  callerId,
  guestSecret,
  // Queries, holds and orders are tried again by rules of their own, and the page shows meanwhile that they are.
  retry: ONCE,
  onMismatch: reportMismatch,
  fetch: async (path, request) => {
    const accept = request.headers.get('Accept') ?? '';
    const early = request.method === 'GET' ? takeEarlyResponse(path, accept) : undefined;
    return (await early?.catch(() => undefined)) ?? sendAs(path, request);
  },
});

interface RequestOptions extends CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
}

/** The body of the response, checked against its schema. */
export const request = <Body>(
  path: string,
  schema: GenericSchema<unknown, Body>,
  options: RequestOptions = {},
): Promise<Body> => requestBy(holdfast, path, schema, options);

/** The same by another client. */
export const requestBy = <Body>(
  client: Calls,
  path: string,
  schema: GenericSchema<unknown, Body>,
  { method = 'GET', ...options }: Omit<RequestOptions, 'method'> & { method?: string },
): Promise<Body> =>
  client.exchange(method, path, options, async (response) => {
    const json: unknown = await response.json().catch(noResponse);
    const body = checked(schema, json, `${method} ${path}`);
    if (body === null) throw new Problem('UNREADABLE', response.status);
    return body;
  });

/** The address of one page of a list. */
export const pagePath = (path: string, cursor: string): string =>
  cursor === '' ? path : `${path}?cursor=${encodeURIComponent(cursor)}`;
