import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { pageHistory, useHistory } from './history';
import type { To } from './page-history';

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: To;
}

/** A link within the shop: a plain press changes the page without loading a document. */
export function Link({ to, onClick, children, ...rest }: LinkProps) {
  const press = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || !isPlainPress(event)) return;
    event.preventDefault();
    // A second press on the link to the page that is shown adds nothing to the history.
    if (to === pageHistory.read().location.pathname) pageHistory.replace(to);
    else pageHistory.push(to);
  };
  return (
    <a {...rest} href={to} onClick={press}>
      {children}
    </a>
  );
}

/** Marks itself on the page that it leads to. */
export function NavLink({ to, ...rest }: LinkProps) {
  const { location } = useHistory();
  return <Link {...rest} to={to} aria-current={isOn(location.pathname, to) ? 'page' : undefined} />;
}

const isOn = (pathname: string, to: To) =>
  pathname === to || (to !== '/' && pathname.startsWith(`${to}/`));

/** Every other press is the browser's: a new tab, a new window, a download. */
const isPlainPress = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
