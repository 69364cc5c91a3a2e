import '@/styles/tokens.css';
import '@/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { preferredLanguage, speak } from '@/i18n/language';
import { prefetchFor, prefetchNext } from './prefetch';
import { whenDrawn } from '@/lib/when-drawn';
import { Providers } from './providers';

async function start(): Promise<void> {
  prefetchFor(window.location.pathname);
  await speak(preferredLanguage());
  const root = document.getElementById('root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <Providers />
    </StrictMode>,
  );
  // When the page stands: it is readable without them.
  whenDrawn(() => {
    // Whose connection is lost by now keeps the typeface of the system.
    import('@/styles/fonts.css').catch(() => undefined);
    prefetchNext();
  });
}

void start();
