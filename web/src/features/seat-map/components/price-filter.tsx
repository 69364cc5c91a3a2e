import { useText } from '@/i18n/language';
import { Chip } from '@/components/ui/chip';
import type { SeatWords } from '../hooks/use-seat-words';
import type { Layout } from '../model/layout';
import { SeatMark } from './seat-mark';
import styles from './legend.module.css';

interface PriceFilterProps {
  layout: Layout;
  words: SeatWords;
  /** The chosen tiers; `null` for all. */
  filter: ReadonlySet<number> | null;
  onFilter(filter: ReadonlySet<number> | null): void;
}

/** The prices with their marks. A press leaves only its price in the foreground, more presses add others. */
export function PriceFilter({ layout, words, filter, onFilter }: PriceFilterProps) {
  const { map: text } = useText();
  const toggle = (tier: number) => {
    const next = new Set(filter ?? []);
    if (!next.delete(tier)) next.add(tier);
    onFilter(next.size === 0 || next.size === layout.tiers.length ? null : next);
  };
  // With one price there is nothing to choose.
  if (layout.tiers.length < 2) return null;
  return (
    <div className={styles.filter} role="group" aria-label={text.filter}>
      {layout.tiers.map(({ from, to }, tier) => (
        <Chip key={to} pressed={filter?.has(tier) ?? false} onPress={() => toggle(tier)}>
          <SeatMark look={{ tier }} />
          {from === to ? words.price(to) : text.orMore(words.price(from), words.price(to))}
        </Chip>
      ))}
    </div>
  );
}
