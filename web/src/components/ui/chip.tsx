import type { ReactNode } from 'react';
import styles from './chip.module.css';

interface ChipProps {
  pressed: boolean;
  onPress(): void;
  children: ReactNode;
}

/** One choice among several that may be combined. */
export function Chip({ pressed, onPress, children }: ChipProps) {
  return (
    <button type="button" className={styles.chip} aria-pressed={pressed} onClick={onPress}>
      {children}
    </button>
  );
}
