import { queryOptions } from '@tanstack/react-query';
import { request } from '@/lib/api-client';
import { readLayout, type LayoutBody } from '../model/layout';

/** The address names the content, so the answer is kept for as long as the page lives. */
export const layoutQuery = (layoutUrl: string) =>
  queryOptions({
    queryKey: ['layout', layoutUrl],
    queryFn: async ({ signal }) => readLayout(await request<LayoutBody>(layoutUrl, { signal })),
    staleTime: Infinity,
    structuralSharing: false,
  });
