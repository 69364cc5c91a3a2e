import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` is the one action of the page. */
  look?: 'primary' | 'plain' | 'quiet';
  /** Keeps its width and shows `busyLabel` instead. */
  busy?: boolean;
  busyLabel?: string;
  children: ReactNode;
}

export function Button({
  look = 'plain',
  busy = false,
  busyLabel,
  className,
  children,
  ...rest
}: ButtonProps) {
  const classes = [styles.button, styles[look], className].filter(Boolean).join(' ');
  return (
    <button type="button" {...rest} className={classes} aria-busy={busy || undefined}>
      <span className={busy && busyLabel ? styles.behind : undefined}>{children}</span>
      {busy && busyLabel && <span className={styles.front}>{busyLabel}…</span>}
    </button>
  );
}
