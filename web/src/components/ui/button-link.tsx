import type { ReactNode } from 'react';
import { Link } from '@/navigation/link';
import styles from './button.module.css';

interface ButtonLinkProps {
  to: string;
  look?: 'primary' | 'plain' | 'quiet';
  children: ReactNode;
}

/** A link that looks like a button. */
export function ButtonLink({ to, look = 'plain', children }: ButtonLinkProps) {
  return (
    <Link to={to} className={`${styles.button} ${styles[look]}`}>
      <span>{children}</span>
    </Link>
  );
}
