import styles from './skeleton.module.css';

/** Stands where the real thing will stand, so that nothing jumps when it comes. */
export function Skeleton({ width = '100%', height = '1em' }: { width?: string; height?: string }) {
  return <span className={styles.bone} style={{ width, height }} aria-hidden="true" />;
}
