/** Every request of the shop goes through here: identity, tokens, time limits, and one shape for whatever goes wrong. */
import type { GenericSchema } from 'valibot';
import { checked } from './check';
import { takeEarlyResponse } from './early-responses';
import { callerId, guestSecret } from './identity';
import { Problem, problemFrom } from './problem';

interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  holdToken?: string | null | undefined;
  idempotencyKey?: string;
  /** Names a place in a line. */
  queueTicket?: string;
  /** Of the waiting room of the event. */
  salePass?: string | null;
  /** What a place in a line is paid with. */
  proofOfWork?: string | undefined;
  /** The caller is known by the guest secret where names are not trusted. */
  asVisitor?: boolean;
  accept?: string;
  signal?: AbortSignal | undefined;
  /** Caches in between may answer, this browser's own may not. */
  fresh?: boolean;
  /** The request outlives the page. */
  keepalive?: boolean;
  timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const JSON_TYPE = 'application/json';

export function requestHeaders(options: RequestOptions = {}): Headers {
  const headers = new Headers({ Accept: options.accept ?? JSON_TYPE });
  headers.set('X-Caller-Id', callerId());
  if (options.body !== undefined) headers.set('Content-Type', JSON_TYPE);
  if (options.holdToken) headers.set('Hold-Token', options.holdToken);
  if (options.queueTicket) headers.set('Queue-Ticket', options.queueTicket);
  if (options.salePass) headers.set('X-Queue-Token', options.salePass);
  if (options.proofOfWork) headers.set('Proof-Of-Work', options.proofOfWork);
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey);
  if (options.idempotencyKey || options.queueTicket || options.asVisitor)
    headers.set('Guest-Secret', guestSecret());
  return headers;
}

/** The raw response to a successful request. Throws a `Problem` for any other. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const limit = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  let response: Response | undefined;
  try {
    const early = options.method ? undefined : takeEarlyResponse(path, options.accept ?? JSON_TYPE);
    response = await early?.catch(() => undefined);
    response ??= await fetch(path, {
      method: options.method ?? 'GET',
      headers: requestHeaders(options),
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal,
      keepalive: options.keepalive ?? false,
      cache: options.fresh ? 'no-cache' : 'default',
      credentials: 'same-origin',
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Problem('NETWORK', 0);
  }
  if (!response.ok) throw await problemFrom(response);
  return response;
}

/** The body of the response, checked against its schema. */
export async function request<Body>(
  path: string,
  schema: GenericSchema<unknown, Body>,
  options: RequestOptions = {},
): Promise<Body> {
  const response = await send(path, options);
  const json: unknown = await response.json().catch(() => {
    throw new Problem('NETWORK', 0);
  });
  const body = checked(schema, json, `${options.method ?? 'GET'} ${path}`);
  if (body === null) throw new Problem('UNREADABLE', response.status);
  return body;
}

/** The address of one page of a list. */
export const pagePath = (path: string, cursor: string): string =>
  cursor === '' ? path : `${path}?cursor=${encodeURIComponent(cursor)}`;
