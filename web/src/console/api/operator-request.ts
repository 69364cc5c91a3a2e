/** One request of an operator, by the token, and its response, checked against its schema. */
import type { GenericSchema } from 'valibot';
import { checked } from '@/lib/check';
import { Problem, problemFrom } from '@/lib/problem';

const TIMEOUT_MS = 5_000;
/** What a header can carry; a token with anything else is no token. */
const SENDABLE = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/;

interface OperatorRequest {
  token: string;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
}

export async function operatorRequest<Body>(
  path: string,
  schema: GenericSchema<unknown, Body>,
  options: OperatorRequest,
): Promise<Body> {
  if (!SENDABLE.test(options.token)) throw new Problem('UNAUTHENTICATED', 401);
  const response = await send(path, options);
  if (!response.ok) throw await problemFrom(response);
  const json: unknown = await response.json().catch(() => {
    throw new Problem('NETWORK', 0);
  });
  const body = checked(schema, json, `${options.method ?? 'GET'} ${path}`);
  if (body === null) throw new Problem('UNREADABLE', response.status);
  return body;
}

async function send(path: string, { token, method = 'GET', body, signal }: OperatorRequest) {
  const headers = new Headers({ Accept: 'application/json', Authorization: `Bearer ${token}` });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Problem('NETWORK', 0);
  }
}
