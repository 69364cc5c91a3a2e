import { queryOptions } from '@tanstack/react-query';
import { holdfast, request } from '@/lib/api-client';
import { sessionsBody } from '../model/account-body';

const PATH = '/api/users/me/sessions';

/** Of the account, the last used first. */
export const sessionsQuery = () =>
  queryOptions({
    queryKey: ['account', 'sessions'],
    queryFn: async ({ signal }) => (await request(PATH, sessionsBody, { signal })).items,
  });

export async function endSession(sessionId: string): Promise<void> {
  await holdfast.send('DELETE', `${PATH}/${encodeURIComponent(sessionId)}`);
}
