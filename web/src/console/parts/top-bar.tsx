import { Button } from '@/components/ui/button';
import { chooseLanguage, useLanguage } from '@/i18n/language';
import styles from '../console.module.css';
import { useWords } from '../words/use-words';

export function TopBar({ onSignOut }: { onSignOut: (() => void) | null }) {
  const words = useWords();
  const other = useLanguage() === 'ko' ? 'en' : 'ko';
  return (
    <header className={styles.bar}>
      <p className={styles.brand}>{words.title}</p>
      <Button look="quiet" lang={other} onClick={() => chooseLanguage(other)}>
        {words.languageSwitch}
      </Button>
      {onSignOut && <Button onClick={onSignOut}>{words.signOut}</Button>}
    </header>
  );
}
