import { useEffect, useRef } from 'react';
import { useServerTime } from '@/components/hooks/use-server-time';
import { announce } from '@/components/ui/announcer';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { checkExpiry } from '../store/hold-store';
import { markPassed, type Hold } from '../model/hold-state';
import styles from './countdown.module.css';

const AMBER_MS = 60_000;

/** The time left by the server's clock. A screen reader speaks it at 60, 30 and 10 seconds. */
export function Countdown({ hold }: { hold: Hold }) {
  const { hold: text } = useText();
  const format = useFormat();
  const left = hold.expiresAt - useServerTime();
  const before = useRef(left);
  useEffect(() => {
    const mark = markPassed(before.current, left);
    before.current = left;
    if (mark !== null) announce(text.leftSpoken(format.duration(mark * 1000)), mark <= 30);
    if (left <= 0) checkExpiry();
  }, [left, text, format]);
  return (
    <p
      className={styles.left}
      data-short={left < AMBER_MS || undefined}
      role="timer"
      aria-live="off"
    >
      <span className={styles.label}>{text.left}</span>
      <span className={styles.clock}>{format.clock(left)}</span>
    </p>
  );
}
