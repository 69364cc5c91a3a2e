import { Accessibility } from 'lucide-react';
import { memo } from 'react';
import type { SeatWords } from '../hooks/use-seat-words';
import { ACCESSIBLE, placeOf, type Layout } from '../model/layout';
import { AVAILABLE, HELD } from '@holdfast/client/seat-map/status';
import styles from './seat-rows.module.css';

/** Yours, chosen, free, held, sold. */
type Look = 'y' | 'c' | 'f' | 'h' | 's';

export function lookOf(status: number | undefined, own: boolean, held: boolean): Look {
  if (own) return held ? 'y' : 'c';
  if (status === AVAILABLE) return 'f';
  return status === HELD ? 'h' : 's';
}

const OWN: Partial<Record<string, 'yours' | 'chosen'>> = { y: 'yours', c: 'chosen' };

interface SeatRowProps {
  label: string;
  seats: number[];
  /** One look for each seat: the row is rendered again only when they change. */
  looks: string;
  /** The seat that the tab key reaches, if it is in this row. */
  stop: number | undefined;
  layout: Layout;
  words: SeatWords;
  statuses: Uint8Array;
  onPick(seat: number): void;
  onFocus(seat: number): void;
}

/** The seats of one row as buttons. */
export const SeatRow = memo(Row, (before, after) =>
  // Layout and statuses are left out: what they change here is in the looks.
  (['label', 'seats', 'looks', 'stop', 'words', 'onPick'] as const).every(
    (prop) => before[prop] === after[prop],
  ),
);

function Row({
  label,
  seats,
  looks,
  stop,
  layout,
  words,
  statuses,
  onPick,
  onFocus,
}: SeatRowProps) {
  return (
    <li className={styles.row}>
      <span className={styles.label}>{label}</span>
      <span className={styles.seats}>
        {seats.map((seat, index) => {
          const look = looks[index] ?? 's';
          const own = OWN[look] ?? null;
          return (
            <button
              key={seat}
              type="button"
              data-seat={seat}
              data-look={look}
              className={styles.seat}
              tabIndex={seat === stop ? 0 : -1}
              aria-pressed={own !== null}
              aria-disabled={look === 'h' || look === 's' || undefined}
              aria-label={words.describe(seat, statuses[seat] ?? 0, own)}
              onClick={() => onPick(seat)}
              onFocus={() => onFocus(seat)}
            >
              {placeOf(layout, seat)?.number}
              {layout.flags[seat] === ACCESSIBLE && (
                <Accessibility size={12} aria-hidden="true" className={styles.flag} />
              )}
            </button>
          );
        })}
      </span>
    </li>
  );
}
