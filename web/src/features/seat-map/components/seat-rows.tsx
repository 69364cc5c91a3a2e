import { memo, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useText } from '@/i18n/language';
import type { SeatWords } from '../hooks/use-seat-words';
import { placeOf, rowOf, type Layout, type Section } from '../model/layout';
import { AVAILABLE, HELD } from '../model/status';
import { nearestInDirection, type Direction } from '../model/neighbours';
import styles from './seat-rows.module.css';

interface SeatRowsProps {
  layout: Layout;
  section: Section;
  statuses: Uint8Array;
  words: SeatWords;
  own: ReadonlySet<number>;
  held: boolean;
  onPick(seat: number): void;
}

const DIRECTIONS: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** The rows of one section. One stop for the tab key; arrows walk within. Rows out of sight are not laid out. */
export function SeatRows({ layout, section, statuses, words, own, held, onPick }: SeatRowsProps) {
  const { map: text } = useText();
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState<number | null>(null);
  const rows = useMemo(() => byRow(layout, section), [layout, section]);
  const stop =
    current ?? section.seats.find((seat) => statuses[seat] === AVAILABLE) ?? section.seats[0];

  const walk = (event: KeyboardEvent) => {
    const direction = DIRECTIONS[event.key];
    const from = Number((event.target as HTMLElement).dataset.seat ?? Number.NaN);
    if (!direction || Number.isNaN(from)) return;
    event.preventDefault();
    const next = nearestInDirection(layout, from, direction);
    if (layout.section[next] !== section.index) return;
    setCurrent(next);
    list.current?.querySelector<HTMLElement>(`[data-seat="${next}"]`)?.focus();
  };

  const look = (seat: number) =>
    own.has(seat)
      ? held
        ? 'y'
        : 'c'
      : statuses[seat] === AVAILABLE
        ? 'f'
        : statuses[seat] === HELD
          ? 'h'
          : 's';

  return (
    // The keys belong to the buttons inside; they are heard here once for all of them.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul ref={list} className={styles.rows} onKeyDown={walk}>
      {rows.map(({ row, seats }) => (
        <Row
          key={row}
          label={text.row(row)}
          seats={seats}
          looks={seats.map(look).join('')}
          stop={stop !== undefined && seats.includes(stop) ? stop : -1}
          layout={layout}
          words={words}
          statuses={statuses}
          onPick={onPick}
          onFocus={setCurrent}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  label: string;
  seats: number[];
  /** One letter a seat: the row is drawn again only when it changes. */
  looks: string;
  stop: number;
  layout: Layout;
  words: SeatWords;
  statuses: Uint8Array;
  onPick(seat: number): void;
  onFocus(seat: number): void;
}

const Row = memo(
  function Row({ label, seats, looks, stop, layout, words, statuses, onPick, onFocus }: RowProps) {
    return (
      <li className={styles.row}>
        <span className={styles.label}>{label}</span>
        <span className={styles.seats}>
          {seats.map((seat, index) => {
            const look = looks[index] ?? 's';
            const mine = look === 'c' || look === 'y';
            const own = mine ? (look === 'y' ? 'yours' : 'chosen') : null;
            return (
              <button
                key={seat}
                type="button"
                data-seat={seat}
                data-look={look}
                className={styles.seat}
                tabIndex={seat === stop ? 0 : -1}
                aria-pressed={mine}
                aria-disabled={look === 'h' || look === 's' || undefined}
                aria-label={words.describe(seat, statuses[seat] ?? 0, own)}
                onClick={() => onPick(seat)}
                onFocus={() => onFocus(seat)}
              >
                {placeOf(layout, seat)?.number}
              </button>
            );
          })}
        </span>
      </li>
    );
  },
  (before, after) =>
    before.looks === after.looks &&
    before.stop === after.stop &&
    before.label === after.label &&
    before.words === after.words &&
    before.seats === after.seats &&
    before.onPick === after.onPick,
);

function byRow(layout: Layout, section: Section): { row: number; seats: number[] }[] {
  const rows = new Map<number, number[]>();
  for (const seat of section.seats) {
    const row = rowOf(layout, seat) - section.top + 1;
    const seats = rows.get(row);
    if (seats) seats.push(seat);
    else rows.set(row, [seat]);
  }
  return [...rows].map(([row, seats]) => ({ row, seats }));
}
