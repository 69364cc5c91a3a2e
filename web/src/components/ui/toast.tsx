/** One sentence at the bottom of the page, for what was refused or done: the visible twin of the announcer, which speaks the same words. */
import { useEffect } from 'react';
import { create } from 'zustand';
import { announce } from './announcer';
import styles from './toast.module.css';

interface Shown {
  text: string | null;
  count: number;
}

const SHOWN_MS = 5_000;

const useShown = create<Shown>(() => ({ text: null, count: 0 }));

/** Speaks the sentence and shows it. A newer one replaces it. */
export function say(text: string, urgent = false): void {
  announce(text, urgent);
  useShown.setState(({ count }) => ({ text, count: count + 1 }));
}

export function Toast() {
  const { text, count } = useShown();
  useEffect(() => {
    if (text === null) return;
    const timer = setTimeout(() => useShown.setState({ text: null }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [text, count]);
  if (text === null) return null;
  return (
    <p key={count} className={styles.toast} data-testid="toast" aria-hidden="true">
      {text}
    </p>
  );
}
