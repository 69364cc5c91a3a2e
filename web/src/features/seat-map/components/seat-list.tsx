import { useEffect, useMemo, useRef } from 'react';
import { useRovingFocus } from '@/components/hooks/use-roving-focus';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { useSeatRevision } from '../hooks/use-seat-revision';
import type { SeatWords } from '../hooks/use-seat-words';
import { hasWanted, type SeatFilter } from '../model/filter';
import type { Layout, Section } from '../model/layout';
import type { LiveMap } from '../store/live-map';
import { SeatMark } from './seat-mark';
import { SeatRows } from './seat-rows';
import { StandingPanel, type Counts } from './standing-panel';
import styles from './seat-list.module.css';

interface SeatListProps {
  layout: Layout;
  map: LiveMap;
  words: SeatWords;
  own: ReadonlySet<number>;
  held: boolean;
  /** The section whose seats are listed. */
  open: number | null;
  filter: SeatFilter;
  counts: Counts;
  onOpen(section: number | null): void;
  onPick(seat: number): void;
  /** The seat under the pointer, to be shown on the map too. */
  onHover(seat: number | null): void;
}

/** The seats of the map in words: section, row, seat. One section is open at a time; their heads are one stop for the tab key. */
export function SeatList(props: SeatListProps) {
  const { layout, map, words, own, held, open, filter, counts, onOpen, onPick, onHover } = props;
  const { map: text } = useText();
  useSeatRevision(map);
  const chosen = useMemo(() => countBySection(layout, own), [layout, own]);
  const chosenIn = ({ name, index, standing }: Section) =>
    standing
      ? standing.prices.reduce((sum, { tier }) => sum + counts.of(name, tier), 0)
      : (chosen.get(index) ?? 0);
  const listed = layout.sections.filter((section) => hasWanted(filter, section));
  const list = useRef<HTMLUListElement>(null);
  const heads = useRovingFocus(list, `.${styles.head} button`);
  useEffect(() => {
    if (open === null) return;
    const head = list.current?.querySelector(`[data-section="${open}"]`);
    head?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <section aria-label={text.sections} className={styles.list}>
      {/* The keys belong to the buttons inside; they are handled here once for all of them. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul ref={list} onKeyDown={heads.onKeyDown}>
        {listed.map((section, index) => (
          <li key={section.index} data-section={section.index}>
            <SectionHead
              stop={index === Math.min(heads.current, listed.length - 1)}
              onFocus={() => heads.setCurrent(index)}
              section={section}
              free={map.free[section.index] ?? 0}
              chosen={chosenIn(section)}
              words={words}
              open={open === section.index}
              onToggle={() => onOpen(open === section.index ? null : section.index)}
            />
            {open === section.index && section.standing && (
              <StandingPanel
                section={section}
                standing={section.standing}
                free={map.free[section.index] ?? 0}
                words={words}
                counts={counts}
              />
            )}
            {open === section.index && !section.standing && (
              <SeatRows
                layout={layout}
                section={section}
                statuses={map.statuses}
                words={words}
                own={own}
                held={held}
                filter={filter}
                onPick={onPick}
                onHover={onHover}
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
  /** The tab key stops here. */
  stop: boolean;
  onFocus(): void;
  onToggle(): void;
}

function SectionHead(props: SectionHeadProps) {
  const { section, free, chosen, words, open, stop, onFocus, onToggle } = props;
  const { map: text } = useText();
  const format = useFormat();
  return (
    <h2 className={styles.head}>
      <button
        type="button"
        aria-expanded={open}
        tabIndex={stop ? 0 : -1}
        onFocus={onFocus}
        onClick={onToggle}
      >
        <SeatMark look={free === 0 ? 'sold' : { tier: section.tier }} />
        <span className={styles.name}>{words.section(section)}</span>
        {chosen > 0 && <span className={styles.chosen}>{format.number(chosen)}</span>}
        {!(open && section.standing) && (
          <span className={styles.price}>
            {section.standing ? words.shortPrices(section) : words.price(section.price)}
          </span>
        )}
        <span className={styles.free}>
          {free === 0 ? text.soldOut : text.freeOf(format.number(free))}
        </span>
      </button>
    </h2>
  );
}
