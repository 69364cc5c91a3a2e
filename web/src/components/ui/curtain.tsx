import styles from './empty.module.css';

const FOLDS = 9;

/** A stage with its curtain closed: nothing is on. */
export function Curtain() {
  const fold = 240 / FOLDS;
  return (
    <svg viewBox="0 0 240 110" className={styles.curtain} aria-hidden="true">
      {Array.from({ length: FOLDS }, (_, at) => (
        <path
          key={at}
          className={at % 2 === 0 ? styles.light : styles.deep}
          d={`M${at * fold} 0h${fold}v86q${-fold / 2} 9 ${-fold} 0z`}
        />
      ))}
      <path className={styles.rail} d="M0 0h240v10H0z" />
      <path className={styles.floor} d="M0 100h240v4H0z" />
    </svg>
  );
}
