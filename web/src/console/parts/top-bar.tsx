import { Button } from '@/components/ui/button';
import { chooseLanguage, useLanguage } from '@/i18n/language';
import styles from '../console.module.css';
import { useWords } from '../words/use-words';

const VIEWS = [
  { path: '/console', name: 'sale' },
  { path: '/console/line', name: 'line' },
] as const;

const isShown = (path: string) => window.location.pathname.replace(/\/$/, '') === path;

export function TopBar({ onSignOut }: { onSignOut: (() => void) | null }) {
  const words = useWords();
  const other = useLanguage() === 'ko' ? 'en' : 'ko';
  return (
    <header className={styles.bar}>
      <p className={styles.brand}>{words.title}</p>
      <nav className={styles.nav} aria-label={words.nav.label}>
        {VIEWS.map(({ path, name }) => (
          <a key={path} href={path} aria-current={isShown(path) ? 'page' : undefined}>
            {words.nav[name]}
          </a>
        ))}
      </nav>
      <Button look="quiet" lang={other} onClick={() => chooseLanguage(other)}>
        {words.languageSwitch}
      </Button>
      {onSignOut && <Button onClick={onSignOut}>{words.signOut}</Button>}
    </header>
  );
}
