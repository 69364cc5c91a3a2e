/** One request of an operator, by the token, and its response, checked against its schema. */
import { Calls } from '@holdfast/client/calls';
import { ONCE } from '@holdfast/client/retry';
import type { GenericSchema } from 'valibot';
import { requestBy } from '@/lib/api-client';
import { Problem } from '@/lib/problem';

/** What a header can carry; a token with anything else is no token. */
const SENDABLE = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/;

interface OperatorRequest {
  token: string;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
}

/** Without a name or a secret: an operator is no buyer. What is shown is read again in any case. */
const operator = new Calls({ retry: ONCE, timeoutMs: 5_000 });

export async function operatorRequest<Body>(
  path: string,
  schema: GenericSchema<unknown, Body>,
  { token, ...options }: OperatorRequest,
): Promise<Body> {
  if (!SENDABLE.test(token)) throw new Problem('UNAUTHENTICATED', 401);
  const headers = { Authorization: `Bearer ${token}` };
  return requestBy(operator, path, schema, { ...options, headers, cache: 'no-store' });
}
