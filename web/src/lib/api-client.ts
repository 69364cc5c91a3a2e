/** Every request of the shop goes through here: identity, tokens, time limits, and one shape for whatever goes wrong. */
import { takeEarly } from './early';
import { callerId } from './identity';
import { Problem, type ErrorBody } from './problem';
import { isRecord } from './storage';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  holdToken?: string | null | undefined;
  idempotencyKey?: string;
  accept?: string;
  signal?: AbortSignal | undefined;
  /** The request outlives the page. */
  keepalive?: boolean;
  timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const JSON_TYPE = 'application/json';

export function requestHeaders(options: RequestOptions = {}): Headers {
  const headers = new Headers({ Accept: options.accept ?? JSON_TYPE });
  headers.set('X-Caller-Id', callerId());
  if (options.body !== undefined) headers.set('Content-Type', 'application/json');
  if (options.holdToken) headers.set('Hold-Token', options.holdToken);
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey);
  return headers;
}

/** The raw answer of a request that succeeded. Throws a `Problem` for everything else. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const limit = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  let response: Response | undefined;
  try {
    const early = options.method ? undefined : takeEarly(path, options.accept ?? JSON_TYPE);
    response = await early?.catch(() => undefined);
    response ??= await fetch(path, {
      method: options.method ?? 'GET',
      headers: requestHeaders(options),
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal,
      keepalive: options.keepalive ?? false,
      credentials: 'same-origin',
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Problem('NETWORK', 0);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new Problem('NETWORK', 0);
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const wait = Number.isNaN(retryAfter) ? null : retryAfter;
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new Problem(body.code, response.status, body, wait);
  // A proxy in between answers in its own words; 5xx then means that nobody was reached.
  return new Problem(
    response.status >= 500 ? 'UNAVAILABLE' : 'UNREADABLE',
    response.status,
    undefined,
    wait,
  );
}

const isErrorBody = (value: unknown): value is ErrorBody =>
  isRecord(value) && typeof value.code === 'string' && typeof value.traceId === 'string';
