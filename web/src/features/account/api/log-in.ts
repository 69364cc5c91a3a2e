import type { Bodies } from '@/api/contract';
import { beginBy } from './begin-by';

/** What the visitor holds as a guest stays theirs: the request shows the guest's token. */
export const logIn = (body: Omit<Bodies['LoginBody'], 'cookie'>): Promise<void> =>
  beginBy('/api/auth/login', { ...body, cookie: true } satisfies Bodies['LoginBody']);
