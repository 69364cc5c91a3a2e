import { queryOptions } from '@tanstack/react-query';
import type { Bodies } from '@/api/contract';
import { holdfast, request } from '@/lib/api-client';
import { sessionKeeper } from '@/lib/session/send-as';
import { accountBody, type Account } from '../model/account-body';

const PATH = '/api/users/me';

export const accountQuery = () =>
  queryOptions({
    queryKey: ['account'],
    queryFn: ({ signal }) => request(PATH, accountBody, { signal }),
  });

export const changeAccount = (body: Bodies['ChangeAccountBody']): Promise<Account> =>
  request(PATH, accountBody, { method: 'PATCH', body });

/** With all its sessions. */
export async function deleteAccount(body: Bodies['DeleteAccountBody']): Promise<void> {
  const keeper = await sessionKeeper();
  await holdfast.send('DELETE', PATH, { body });
  keeper.left();
}
