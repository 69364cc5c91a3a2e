import { queryOptions } from '@tanstack/react-query';
import type { Bodies } from '@/api/contract';
import { holdfast, request } from '@/lib/api-client';
import { begunLinkBody, linksBody, providersBody } from '../model/provider-body';
import { beginBy } from './begin-by';

const PROVIDERS = '/api/auth/oidc';
const LINKS = '/api/users/me/links';

/** Whose accounts log visitors in here. */
export const providersQuery = () =>
  queryOptions({
    queryKey: ['providers'],
    queryFn: async ({ signal }) => (await request(PROVIDERS, providersBody, { signal })).items,
    staleTime: Infinity,
  });

/** Where a log-in at a provider begins: an address for the browser itself. */
export function providerPath(name: string, returnTo: string, locale: string): string {
  const [page = '/'] = returnTo.split('#');
  const query = new URLSearchParams({ returnTo: page, locale });
  return `${PROVIDERS}/${encodeURIComponent(name)}?${query.toString()}`;
}

/** The browser is back, with the cookie of a session. */
export const goOn = (): Promise<void> => beginBy('/api/auth/refresh', {});

/** How the account is logged in to. */
export const linksQuery = () =>
  queryOptions({
    queryKey: ['account', 'links'],
    queryFn: ({ signal }) => request(LINKS, linksBody, { signal }),
  });

/** Where the browser goes, to come back with the provider linked. */
export async function beginLink(body: Bodies['BeginLinkBody']): Promise<string> {
  return (await request(LINKS, begunLinkBody, { method: 'POST', body })).address;
}

export async function deleteLink(id: string): Promise<void> {
  await holdfast.send('DELETE', `${LINKS}/${encodeURIComponent(id)}`);
}
