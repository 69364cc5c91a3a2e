import '@/styles/tokens.css';
import '@/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadFirstWords } from '@/i18n/language';
import { whenDrawn } from '@/lib/when-drawn';
import { frame, routeOf } from './pages';
import { ShopRouter } from './router';

async function start(): Promise<void> {
  const words = loadFirstWords();
  // In parallel with the words of the shell.
  frame.load().catch(() => undefined);
  routeOf(window.location.pathname)
    .route.page.load()
    .catch(() => undefined);
  await words;
  const root = document.getElementById('root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <ShopRouter />
    </StrictMode>,
  );
  // Once the page is drawn: it is readable without them. If the connection is lost by now, the system's font stays.
  whenDrawn(() => void import('@/styles/fonts.css').catch(() => undefined));
}

void start();
