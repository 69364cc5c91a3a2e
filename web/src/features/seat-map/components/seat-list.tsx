import { useMemo, useState } from 'react';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { useSeatRevision } from '../hooks/use-seat-revision';
import type { SeatWords } from '../hooks/use-seat-words';
import type { Layout, Section } from '../model/layout';
import type { LiveMap } from '../store/live-map';
import { SeatMark } from './seat-mark';
import { SeatRows } from './seat-rows';
import styles from './seat-list.module.css';

interface SeatListProps {
  layout: Layout;
  map: LiveMap;
  words: SeatWords;
  own: ReadonlySet<number>;
  held: boolean;
  onPick(seat: number): void;
}

/** The seats of the map in words: section, row, seat. One section is open at a time. */
export function SeatList({ layout, map, words, own, held, onPick }: SeatListProps) {
  const { map: text } = useText();
  useSeatRevision(map);
  const chosen = useMemo(() => countBySection(layout, own), [layout, own]);
  const [open, setOpen] = useState<number | null>(layout.sections.length === 1 ? 0 : null);
  return (
    <section aria-label={text.sections} className={styles.list}>
      <ul>
        {layout.sections.map((section) => (
          <li key={section.index}>
            <SectionHead
              section={section}
              free={map.free[section.index] ?? 0}
              chosen={chosen.get(section.index) ?? 0}
              words={words}
              open={open === section.index}
              onToggle={() => setOpen(open === section.index ? null : section.index)}
            />
            {open === section.index && (
              <SeatRows
                layout={layout}
                section={section}
                statuses={map.statuses}
                words={words}
                own={own}
                held={held}
                onPick={onPick}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function countBySection(layout: Layout, seats: ReadonlySet<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const seat of seats) {
    const section = layout.section[seat] ?? -1;
    counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  return counts;
}

interface SectionHeadProps {
  section: Section;
  free: number;
  chosen: number;
  words: SeatWords;
  open: boolean;
  onToggle(): void;
}

function SectionHead({ section, free, chosen, words, open, onToggle }: SectionHeadProps) {
  const { map: text } = useText();
  const format = useFormat();
  return (
    <h2 className={styles.head}>
      <button type="button" aria-expanded={open} onClick={onToggle}>
        <SeatMark look={free === 0 ? 'sold' : { tier: section.tier }} />
        <span className={styles.name}>{text.section(section.name)}</span>
        {chosen > 0 && <span className={styles.chosen}>{format.number(chosen)}</span>}
        <span className={styles.price}>{words.price(section.price)}</span>
        <span className={styles.free}>
          {free === 0 ? text.soldOut : text.freeOf(format.number(free))}
        </span>
      </button>
    </h2>
  );
}
