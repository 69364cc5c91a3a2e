import { useText } from '@/i18n/language';
import type { SeatWords } from '../hooks/use-seat-words';
import type { Layout } from '../model/layout';
import { SeatMark } from './seat-mark';
import styles from './legend.module.css';

/** The marks of the map and their meaning. */
export function Legend({ layout, words }: { layout: Layout; words: SeatWords }) {
  const { map: text } = useText();
  return (
    <div className={styles.legend} role="group" aria-label={text.legend}>
      <ul>
        {layout.tiers.map(({ from, to }, tier) => (
          <li key={to}>
            <SeatMark look={{ tier }} />
            {from === to ? words.price(to) : text.orMore(words.price(from), words.price(to))}
          </li>
        ))}
      </ul>
      <ul>
        <li>
          <SeatMark look="own" />
          {text.legendMine}
        </li>
        <li>
          <SeatMark look="held" />
          {text.legendHeld}
        </li>
        <li>
          <SeatMark look="sold" />
          {text.legendSold}
        </li>
      </ul>
    </div>
  );
}
