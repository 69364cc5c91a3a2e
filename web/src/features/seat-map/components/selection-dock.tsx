import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dock, DockAct, DockSeat, DockSeats } from '@/components/ui/dock';
import { useText } from '@/i18n/language';
import styles from './selection-dock.module.css';

/** A seat, or so many places at one price. */
export interface ChosenLine {
  key: string;
  place: string;
  price: string;
  onRemove(): void;
}

interface SelectionDockProps {
  lines: readonly ChosenLine[];
  total: string;
  /** How the choice stands now, and whether that is good. */
  fresh: { sentence: string; good: boolean };
  busy: boolean;
  /** Why nothing can be held at present, if so. */
  closed: ReactNode;
  /** What to do while nothing is chosen, and help with it. */
  empty: string;
  emptyNext: string;
  suggest: ReactNode;
  /** What the button does. */
  hold: string;
  onHold(): void;
  children?: ReactNode;
}

/** The selected seats and places, their price, and the one button that holds them all. */
export function SelectionDock(props: SelectionDockProps) {
  const { lines, total, fresh, busy, closed, children } = props;
  const { dock: text } = useText();
  return (
    <Dock label={text.title} empty={lines.length === 0}>
      {closed}
      {children}
      {lines.length === 0 ? (
        <div className={styles.empty}>
          <p>
            {props.empty} <span>{props.emptyNext}</span>
          </p>
          {props.suggest}
        </div>
      ) : (
        <div className={styles.chosen}>
          <DockSeats>
            {lines.map(({ key, place, price, onRemove }) => (
              <DockSeat key={key} place={place} price={price}>
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={text.remove(place)}
                  onClick={onRemove}
                >
                  <X size={16} aria-hidden="true" />
                </button>
              </DockSeat>
            ))}
          </DockSeats>
          {!closed && (
            <p className={styles.fresh} data-sure={fresh.good || undefined}>
              {fresh.sentence}
            </p>
          )}
        </div>
      )}
      <DockAct total={total}>
        <Button
          look="primary"
          disabled={lines.length === 0 || Boolean(closed)}
          busy={busy}
          busyLabel={text.holding}
          onClick={props.onHold}
        >
          {props.hold}
        </Button>
      </DockAct>
    </Dock>
  );
}
