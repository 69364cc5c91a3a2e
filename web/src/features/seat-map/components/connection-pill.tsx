import { useText } from '@/i18n/language';
import type { Connection } from '@holdfast/client/seat-map/follower';
import styles from './connection-pill.module.css';

/** The state of the connection, always visible. */
export function ConnectionPill({ connection }: { connection: Connection }) {
  const text = useText().connection;
  return (
    <p className={styles.pill} data-connection={connection} role="status">
      <span className={styles.mark} aria-hidden="true" />
      {text[connection]}
    </p>
  );
}
