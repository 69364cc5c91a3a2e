import type { ReactNode } from 'react';
import { Curtain } from './curtain';
import styles from './empty.module.css';

interface EmptyProps {
  title: string;
  text?: string;
  /** A picture, for a page that has nothing else on it. */
  art?: boolean;
  children?: ReactNode;
}

export function Empty({ title, text, art = false, children }: EmptyProps) {
  return (
    <div className={styles.empty}>
      {art && <Curtain />}
      <h1>{title}</h1>
      {text && <p>{text}</p>}
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
