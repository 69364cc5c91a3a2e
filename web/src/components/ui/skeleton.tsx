import styles from './skeleton.module.css';

/** A placeholder as large as the content, so that nothing jumps when the content arrives. */
export function Skeleton({ width = '100%', height = '1em' }: { width?: string; height?: string }) {
  return <span className={styles.bone} style={{ width, height }} aria-hidden="true" />;
}
