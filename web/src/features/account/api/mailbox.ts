import { queryOptions } from '@tanstack/react-query';
import { request } from '@/lib/api-client';
import { asProblem } from '@/lib/problem';
import { mailboxBody, type Letter } from '../model/account-body';

/** The mails of a demo without a mail server; `null`: mails go to mailboxes here. */
export const mailboxQuery = () =>
  queryOptions({
    queryKey: ['mailbox'],
    queryFn: async ({ signal }): Promise<Letter[] | null> => {
      try {
        return (await request('/api/auth/mailbox', mailboxBody, { signal })).items;
      } catch (cause) {
        if (asProblem(cause).code === 'NOT_FOUND') return null;
        throw cause;
      }
    },
  });
