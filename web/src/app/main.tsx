import '@/styles/tokens.css';
import '@/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadLanguage, preferredLanguage } from '@/i18n/language';
import { prefetchFor, prefetchNext } from './prefetch';
import { whenDrawn } from '@/lib/when-drawn';
import { Providers } from './providers';

async function start(): Promise<void> {
  prefetchFor(window.location.pathname);
  await loadLanguage(preferredLanguage());
  const root = document.getElementById('root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <Providers />
    </StrictMode>,
  );
  // Once the page is drawn: it is readable without them.
  whenDrawn(() => {
    // If the connection is lost by now, the system's font stays.
    import('@/styles/fonts.css').catch(() => undefined);
    prefetchNext();
  });
}

void start();
