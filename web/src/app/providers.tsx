import { QueryClientProvider } from '@tanstack/react-query';
import { Crash } from './crash';
import { queryClient } from './query-client';
import { ShopRouter } from './router';

export function Providers() {
  return (
    <Crash>
      <QueryClientProvider client={queryClient}>
        <ShopRouter />
      </QueryClientProvider>
    </Crash>
  );
}
