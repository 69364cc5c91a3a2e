import { queryOptions } from '@tanstack/react-query';
import { request } from '@/lib/api-client';
import { readLayout } from '../model/layout';
import { layoutBody } from '../model/layout-body';

/** The address names the content, so the response is kept for as long as the page lives. */
export const layoutQuery = (layoutUrl: string) =>
  queryOptions({
    queryKey: ['layout', layoutUrl],
    queryFn: async ({ signal }) => readLayout(await request(layoutUrl, layoutBody, { signal })),
    staleTime: Infinity,
    structuralSharing: false,
  });
