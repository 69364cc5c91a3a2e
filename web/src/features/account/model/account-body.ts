import * as v from 'valibot';
import { schemaOf, time, type Bodies } from '@/api/contract';

export type Account = Bodies['AccountBody'];
export type SessionEntry = Bodies['SessionBody'];
export type Letter = Bodies['LetterBody'];

export const accountBody = schemaOf<Account>()(
  v.object({
    id: v.string(),
    email: v.string(),
    name: v.exactOptional(v.nullable(v.string())),
    locale: v.string(),
    createdAt: time,
  }),
);

export const sessionsBody = schemaOf<Bodies['SessionsBody']>()(
  v.object({
    items: v.array(
      v.object({
        id: v.string(),
        current: v.boolean(),
        agent: v.string(),
        network: v.string(),
        createdAt: time,
        usedAt: time,
        expiresAt: time,
      }),
    ),
  }),
);

export const mailboxBody = schemaOf<Bodies['MailboxBody']>()(
  v.object({
    items: v.array(v.object({ to: v.string(), subject: v.string(), text: v.string() })),
  }),
);
