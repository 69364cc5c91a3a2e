import { useId, type ReactNode } from 'react';
import styles from './account.module.css';

interface PartProps {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** One thing to do with an account. */
export function Part({ title, lead, children }: PartProps) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead && <p className={styles.lead}>{lead}</p>}
      {children}
    </section>
  );
}
