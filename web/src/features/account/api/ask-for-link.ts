import type { Bodies } from '@/api/contract';
import { holdfast } from '@/lib/api-client';

/** The answer is the same whatever the address. */
export async function register(body: Bodies['RegisterBody']): Promise<void> {
  await holdfast.send('POST', '/api/auth/register', { body });
}

/** Likewise. */
export async function forgot(body: Bodies['ForgotBody']): Promise<void> {
  await holdfast.send('POST', '/api/auth/forgot', { body });
}
