import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useText } from '@/i18n/language';
import type { SeatWords } from '../hooks/use-seat-words';
import { directionOf } from '../model/arrow-keys';
import { isWanted, type SeatFilter } from '../model/filter';
import { rowOf, type Layout, type Section } from '../model/layout';
import { stepInSection } from '../model/neighbours';
import { AVAILABLE } from '@holdfast/client/seat-map/status';
import { lookOf, SeatRow } from './seat-row';
import styles from './seat-rows.module.css';

interface SeatRowsProps {
  layout: Layout;
  section: Section;
  statuses: Uint8Array;
  words: SeatWords;
  own: ReadonlySet<number>;
  held: boolean;
  /** Rows without a seat that is wanted are left out. */
  filter: SeatFilter;
  onPick(seat: number): void;
  onHover(seat: number | null): void;
}

/** The rows of one section. One stop for the tab key; arrow keys move within. Rows out of sight are not laid out. */
export function SeatRows(props: SeatRowsProps) {
  const { layout, section, statuses, words, own, held, filter, onPick, onHover } = props;
  const { map: text } = useText();
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState<number | null>(null);
  const rows = useMemo(
    () =>
      byRow(layout, section).filter(({ seats }) =>
        seats.some((seat) => isWanted(layout, filter, seat)),
      ),
    [layout, section, filter],
  );
  const stop =
    current ?? section.seats.find((seat) => statuses[seat] === AVAILABLE) ?? section.seats[0];

  const onKeyDown = (event: KeyboardEvent) => {
    const direction = directionOf(event.key);
    const from = seatOf(event.target);
    if (!direction || from === null) return;
    event.preventDefault();
    const next = stepInSection(layout, from, direction);
    if (next === from) return;
    setCurrent(next);
    const button = list.current?.querySelector(`[data-seat="${next}"]`);
    if (button instanceof HTMLElement) button.focus();
  };

  return (
    // The keys belong to the buttons inside; they are handled here once for all of them.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul
      ref={list}
      className={styles.rows}
      onKeyDown={onKeyDown}
      onPointerOver={({ target }) => onHover(seatOf(target))}
      onPointerLeave={() => onHover(null)}
    >
      {rows.map(({ row, seats }) => (
        <SeatRow
          key={row}
          label={text.row(row)}
          seats={seats}
          looks={seats.map((seat) => lookOf(statuses[seat], own.has(seat), held)).join('')}
          stop={seats.find((seat) => seat === stop)}
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

/** The seat of the button that an event came from. */
function seatOf(target: EventTarget): number | null {
  const seat = target instanceof HTMLElement ? target.dataset.seat : undefined;
  return seat === undefined ? null : Number(seat);
}

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
