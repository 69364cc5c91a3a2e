import type { ReactNode } from 'react';
import styles from './note.module.css';

interface NoteProps {
  look?: 'plain' | 'warn';
  children: ReactNode;
  actions?: ReactNode;
}

export function Note({ look = 'plain', children, actions }: NoteProps) {
  return (
    <div className={look === 'warn' ? `${styles.note} ${styles.warn}` : styles.note}>
      <p>{children}</p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
