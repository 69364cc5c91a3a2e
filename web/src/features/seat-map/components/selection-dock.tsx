import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dock, DockAct, DockSeat, DockSeats } from '@/components/ui/dock';
import { useText } from '@/i18n/language';
import type { SeatWords } from '../hooks/use-seat-words';
import { priceOf, type Layout } from '../model/layout';
import styles from './selection-dock.module.css';

interface SelectionDockProps {
  layout: Layout;
  words: SeatWords;
  seats: readonly number[];
  /** The map is live: what it shows of these seats is true now. */
  sure: boolean;
  busy: boolean;
  /** So many can be chosen at once. */
  placesMax: number;
  /** Why nothing can be held at present, if so. */
  closed: ReactNode;
  /** Help for a buyer who has not chosen yet. */
  suggest: ReactNode;
  /** The choice leaves one seat alone beside it. */
  alone: boolean;
  onRemove(seat: number): void;
  onHold(): void;
  children?: ReactNode;
}

/** The selected seats, their price, and the one button that holds them all. */
export function SelectionDock(props: SelectionDockProps) {
  const { layout, words, seats, sure, busy, placesMax, closed, suggest, alone } = props;
  const { onRemove, onHold, children } = props;
  const { dock: text } = useText();
  const total = seats.reduce((sum, seat) => sum + priceOf(layout, seat), 0);
  const fresh = alone ? text.alone : text.allFree(seats.length);
  const sentence = sure ? fresh : text.unsure;
  return (
    <Dock label={text.title} empty={seats.length === 0}>
      {closed}
      {children}
      {seats.length === 0 ? (
        <div className={styles.empty}>
          <p>
            {text.empty} <span>{text.emptyNext(placesMax)}</span>
          </p>
          {suggest}
        </div>
      ) : (
        <div className={styles.chosen}>
          <DockSeats>
            {seats.map((seat) => (
              <DockSeat
                key={seat}
                place={words.place(seat)}
                price={words.price(priceOf(layout, seat))}
              >
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={text.remove(words.place(seat))}
                  onClick={() => onRemove(seat)}
                >
                  <X size={16} aria-hidden="true" />
                </button>
              </DockSeat>
            ))}
          </DockSeats>
          {!closed && (
            <p className={styles.fresh} data-sure={(sure && !alone) || undefined}>
              {sentence}
            </p>
          )}
        </div>
      )}
      <DockAct total={words.price(total)}>
        <Button
          look="primary"
          disabled={seats.length === 0 || Boolean(closed)}
          busy={busy}
          busyLabel={text.holding}
          onClick={onHold}
        >
          {text.hold(seats.length)}
        </Button>
      </DockAct>
    </Dock>
  );
}
