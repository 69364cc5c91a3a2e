import { useEffect, useRef, type ReactNode } from 'react';
import { Link, NavLink } from '@/navigation/link';
import { useHistory } from '@/navigation/history';
import { Announcer } from '@/components/ui/announcer';
import { Toast } from '@/components/ui/toast';
import { useText } from '@/i18n/language';
import { AccountTool } from './account-tool';
import { LanguageSwitch } from './language-switch';
import { ThemeSwitch } from './theme-switch';
import styles from './shell.module.css';

/** What every page has around it. */
export function Shell({ children }: { children: ReactNode }) {
  const text = useText();
  const {
    action,
    location: { pathname },
  } = useHistory();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // After a change of page the focus starts at the content, as it does when a document is loaded.
    if (!first.current) main.current?.focus({ preventScroll: true });
    // On the way back the browser restores the position itself.
    if (!first.current && action !== 'pop') window.scrollTo(0, 0);
    first.current = false;
  }, [pathname, action]);
  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        {text.skip}
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.brand} aria-label={text.nav.home}>
          <Mark />
          <span>{text.shop}</span>
        </Link>
        <nav aria-label={text.nav.label} className={styles.nav}>
          <NavLink to="/">{text.nav.events}</NavLink>
          <NavLink to="/orders">{text.nav.orders}</NavLink>
        </nav>
        <div className={styles.tools}>
          <AccountTool />
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        {children}
      </main>
      <Toast />
      <Announcer />
    </div>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" className={styles.mark}>
      <path
        d="M9 7v18M23 7v18M9 16h14"
        stroke="currentColor"
        strokeWidth="4"
        strokeLinecap="round"
        fill="none"
      />
      <circle cx="23" cy="16" r="4.5" className={styles.dot} />
    </svg>
  );
}
