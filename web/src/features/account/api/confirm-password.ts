import type { Bodies } from '@/api/contract';
import { holdfast } from '@/lib/api-client';
import { sessionKeeper } from '@/lib/session/send-as';

/** The password once more, for what is dangerous: tokens from now on say so. */
export async function confirmPassword(body: Bodies['ConfirmBody']): Promise<void> {
  await holdfast.send('POST', '/api/auth/confirm', { body });
  await (await sessionKeeper()).renew();
}
