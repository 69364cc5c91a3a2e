import { useQuery } from '@tanstack/react-query';
import { useLanguage, useText } from '@/i18n/language';
import { providerPath, providersQuery } from '../api/providers';
import button from '@/components/ui/button.module.css';
import styles from './form.module.css';

/** A way in for each provider; where there is none, and while that is not known, nothing. */
export function ProviderButtons({ next }: { next: string }) {
  const { account: text } = useText();
  const locale = useLanguage();
  const { data: providers } = useQuery(providersQuery());
  if (!providers?.length) return null;
  return (
    <ul className={styles.providers} aria-label={text.otherWays}>
      {providers.map(({ name, title }) => (
        <li key={name}>
          {/* The browser itself goes there. */}
          <a className={`${button.button} ${button.plain}`} href={providerPath(name, next, locale)}>
            <span>{text.logInWith(title)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
