import { CircleUserRound } from 'lucide-react';
import { createElement } from 'react';
import { useText } from '@/i18n/language';
import { useSessionKind } from '@/lib/signed-in';
import { useHistory } from '@/navigation/history';
import { Link } from '@/navigation/link';
import { accountMenu } from '../pages';
import { usePageCode } from '../use-page-code';
import styles from './shell.module.css';

/** The way to log in; of a visitor who has, a menu, whose code comes after the page. */
export function AccountTool() {
  const { nav } = useText();
  const isUser = useSessionKind(({ kind }) => kind === 'user');
  const { pathname } = useHistory().location;
  const { component } = usePageCode(accountMenu, isUser);
  if (isUser && component) return createElement(component);
  return (
    <Link
      to={isUser ? '/account' : `/login?next=${encodeURIComponent(pathname)}`}
      className={styles.tool}
      aria-label={isUser ? nav.account : nav.logIn}
    >
      <CircleUserRound size={20} aria-hidden="true" />
    </Link>
  );
}
