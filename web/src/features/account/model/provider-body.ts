import * as v from 'valibot';
import { schemaOf, time, type Bodies } from '@/api/contract';

export type LinkEntry = Bodies['LinkBody'];

export const providersBody = schemaOf<Bodies['ProvidersBody']>()(
  v.object({ items: v.array(v.object({ name: v.string(), title: v.string() })) }),
);

export const begunLinkBody = schemaOf<Bodies['BegunLinkBody']>()(v.object({ address: v.string() }));

export const linksBody = schemaOf<Bodies['LinksBody']>()(
  v.object({
    password: v.boolean(),
    items: v.array(
      v.object({
        id: v.string(),
        title: v.exactOptional(v.nullable(v.string())),
        issuer: v.string(),
        email: v.exactOptional(v.nullable(v.string())),
        createdAt: time,
      }),
    ),
  }),
);
