import { CircleUserRound } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { say } from '@/components/ui/toast';
import { useText } from '@/i18n/language';
import { asProblem } from '@/lib/problem';
import { Link } from '@/navigation/link';
import { useHistory } from '@/navigation/history';
import styles from './account-menu.module.css';
import { logOutAndRelease } from './log-out';

/** A button that shows three ways on. Escape, a press elsewhere, and another page close it. */
export function AccountMenu() {
  const { account: text, problems } = useText();
  const { pathname } = useHistory().location;
  const [openOn, setOpenOn] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const open = openOn === pathname;
  const close = () => setOpenOn(null);

  useEffect(() => {
    if (!open) return;
    const onPress = ({ target }: PointerEvent) => {
      if (target instanceof Node && !root.current?.contains(target)) setOpenOn(null);
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpenOn(null);
      button.current?.focus();
    };
    addEventListener('pointerdown', onPress);
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('pointerdown', onPress);
      removeEventListener('keydown', onKey);
    };
  }, [open]);

  const leave = async () => {
    setBusy(true);
    try {
      await logOutAndRelease();
      say(text.loggedOut);
    } catch (cause) {
      const { code } = asProblem(cause);
      const words = code === 'NETWORK' ? problems.NETWORK : problems.UNAVAILABLE;
      say(words.join(' '), true);
      setBusy(false);
    }
  };

  return (
    <div ref={root} className={styles.root}>
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-expanded={open}
        aria-controls={id}
        aria-label={text.menu}
        onClick={() => setOpenOn(open ? null : pathname)}
      >
        <CircleUserRound size={20} aria-hidden="true" />
      </button>
      <ul id={id} className={styles.list} hidden={!open}>
        <li>
          <Link to="/account" onClick={close}>
            {text.title}
          </Link>
        </li>
        <li>
          <Link to="/orders" onClick={close}>
            {text.orders}
          </Link>
        </li>
        <li>
          <button type="button" aria-busy={busy || undefined} onClick={() => void leave()}>
            {text.logOut}
          </button>
        </li>
      </ul>
    </div>
  );
}
