import { Accessibility } from 'lucide-react';
import { useText } from '@/i18n/language';
import { Chip } from '@/components/ui/chip';
import type { SeatWords } from '../hooks/use-seat-words';
import type { SeatFilter } from '../model/filter';
import type { Layout } from '../model/layout';
import { SeatMark } from './seat-mark';
import styles from './legend.module.css';

interface PriceFilterProps {
  layout: Layout;
  words: SeatWords;
  filter: SeatFilter;
  onFilter(filter: SeatFilter): void;
}

/**
 * The prices with their marks: a press leaves only its price in the foreground, more presses add others. Behind them the places for
 * wheelchairs, where the venue names any.
 */
export function PriceFilter({ layout, words, filter, onFilter }: PriceFilterProps) {
  const { map: text } = useText();
  const toggle = (tier: number) => {
    const next = new Set(filter.tiers ?? []);
    if (!next.delete(tier)) next.add(tier);
    const all = next.size === 0 || next.size === layout.tiers.length;
    onFilter({ ...filter, tiers: all ? null : next });
  };
  const flagged = layout.sections.some((section) => section.flagged > 0);
  // With one price there is nothing to choose.
  const priced = layout.tiers.length > 1;
  if (!priced && !flagged) return null;
  return (
    <div className={styles.filter} role="group" aria-label={text.filter}>
      {priced &&
        layout.tiers.map(({ from, to }, tier) => (
          <Chip key={to} pressed={filter.tiers?.has(tier) ?? false} onPress={() => toggle(tier)}>
            <SeatMark look={{ tier }} />
            {from === to ? words.price(to) : text.orMore(words.price(from), words.price(to))}
          </Chip>
        ))}
      {flagged && (
        <Chip
          pressed={filter.flagged}
          onPress={() => onFilter({ ...filter, flagged: !filter.flagged })}
        >
          <Accessibility size={16} aria-hidden="true" />
          {text.flagged}
        </Chip>
      )}
    </div>
  );
}
