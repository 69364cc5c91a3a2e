import { useServerTime } from '@/components/hooks/use-server-time';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import styles from './line.module.css';

/** The time until the room opens, by the server's clock. */
export function OpeningClock({ opensAt }: { opensAt: string }) {
  const { line: text } = useText();
  const format = useFormat();
  const left = Date.parse(opensAt) - useServerTime();
  return (
    <div>
      <p className={styles.label}>{text.opensIn}</p>
      <p className={styles.clock} role="timer" aria-live="off">
        {format.clock(left)}
      </p>
      <p className={styles.quiet}>
        {left > 0 ? text.opensAt(format.moment(opensAt)) : text.drawing}
      </p>
    </div>
  );
}
