import { useServerTime } from '@/components/hooks/use-server-time';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import styles from './opening-note.module.css';

/** The time until the sale opens: what a buyer who is early has come to see. */
export function OpeningNote({ opensAt }: { opensAt: string }) {
  const { dock: text } = useText();
  const format = useFormat();
  const left = Date.parse(opensAt) - useServerTime();
  return (
    <div className={styles.opening} data-testid="opens-in">
      <p className={styles.label}>{text.opensIn}</p>
      <p className={styles.clock} role="timer" aria-live="off">
        {format.clock(left)}
      </p>
      <p className={styles.label}>{text.notOpen(format.moment(opensAt))}</p>
    </div>
  );
}
