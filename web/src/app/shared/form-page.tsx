import type { ReactNode } from 'react';
import { useTitle } from '@/components/hooks/use-title';
import styles from './form-page.module.css';
import page from './page.module.css';

interface FormPageProps {
  title: string;
  lead: string;
  children: ReactNode;
  /** The ways on below. */
  foot?: ReactNode;
}

/** A page with one form on it. */
export function FormPage({ title, lead, children, foot }: FormPageProps) {
  useTitle(title);
  return (
    <div className={`${page.page} ${styles.narrow}`}>
      <h1>{title}</h1>
      <p className={page.lead}>{lead}</p>
      <div className={styles.body}>{children}</div>
      {foot && <div className={styles.foot}>{foot}</div>}
    </div>
  );
}
