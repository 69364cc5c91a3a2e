import '@/styles/tokens.css';
import '@/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadFirstWords } from '@/i18n/language';
import { Console } from './console';

async function start(): Promise<void> {
  await loadFirstWords('problems');
  const root = document.getElementById('root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
  // Without it the system's font stays.
  import('@/styles/fonts.css').catch(() => undefined);
}

void start();
