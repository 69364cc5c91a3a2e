import type { Bodies } from '@/api/contract';
import { holdfast } from '@/lib/api-client';
import { sessionKeeper } from '@/lib/session/send-as';
import { hasSession } from '@/lib/session/session-store';
import { beginBy } from './begin-by';

/** The link of a registration: makes the account, with this password, and logs in. */
export const verify = (body: Omit<Bodies['VerifyBody'], 'cookie'>): Promise<void> =>
  beginBy('/api/auth/verify', { ...body, cookie: true } satisfies Bodies['VerifyBody']);

/** The link that sets another password. All sessions of the account end. */
export async function reset(body: Bodies['ResetBody']): Promise<void> {
  await holdfast.send('POST', '/api/auth/reset', { body });
  // The one of this browser may be among them.
  if (hasSession()) await (await sessionKeeper()).renew();
}
