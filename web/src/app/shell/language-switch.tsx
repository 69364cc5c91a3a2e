import { chooseLanguage, useLanguage, useText } from '@/i18n/language';
import styles from './shell.module.css';

/** Names the other language in that language. */
export function LanguageSwitch() {
  const text = useText();
  const other = useLanguage() === 'ko' ? 'en' : 'ko';
  return (
    <button
      type="button"
      className={styles.tool}
      lang={other}
      onClick={() => chooseLanguage(other)}
    >
      {text.languageSwitch}
    </button>
  );
}
