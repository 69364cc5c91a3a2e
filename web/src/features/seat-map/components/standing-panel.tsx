import { Stepper } from '@/components/ui/stepper';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import type { SeatWords } from '../hooks/use-seat-words';
import type { Section } from '../model/layout';
import type { Price, Standing } from '../model/standing';
import { tierWord } from '../model/standing-words';
import styles from './standing-panel.module.css';

/** How many places of each standing section the buyer has chosen, and may choose. */
export interface Counts {
  of(section: string, tier: string | null): number;
  /** How many are left at this price, where a refusal has said so. */
  left(section: string, tier: string | null): number | null;
  /** How many more places may be chosen at once, of whatever kind. */
  room: number;
  max: number;
  /** Places are held, or the request for them is on its way. */
  closed: boolean;
  onCount(section: string, tier: string | null, quantity: number): void;
}

interface StandingPanelProps {
  section: Section;
  standing: Standing;
  free: number;
  words: SeatWords;
  counts: Counts;
}

/** The panel of a section takes the focus when it is chosen on the map. */
export const panelId = ({ index }: Section): string => `standing-${index}`;

/** How many, at which price. The places themselves have no numbers, so there is nothing else to choose. */
export function StandingPanel({ section, standing, free, words, counts }: StandingPanelProps) {
  const { map: text } = useText();
  const format = useFormat();
  const chosen = standing.prices.reduce((sum, { tier }) => sum + counts.of(section.name, tier), 0);
  const more = Math.max(0, Math.min(counts.room, free - chosen));
  return (
    <div
      id={panelId(section)}
      className={styles.panel}
      role="group"
      aria-label={`${words.section(section)}, ${free === 0 ? text.soldOut : text.freeOf(format.number(free))}`}
      tabIndex={-1}
    >
      <p className={styles.hint}>
        {free === 0 ? text.soldOut : `${text.standingHint} ${text.standingFull(counts.max)}`}
      </p>
      <ul>
        {standing.prices.map((price) => (
          <PriceRow key={price.tier} {...{ section, price, more, words, counts }} />
        ))}
      </ul>
    </div>
  );
}

interface PriceRowProps {
  section: Section;
  price: Price;
  /** So many more may be added. */
  more: number;
  words: SeatWords;
  counts: Counts;
}

function PriceRow({ section, price, more, words, counts }: PriceRowProps) {
  const { map: text } = useText();
  const format = useFormat();
  const { tier, cap } = price;
  const count = counts.of(section.name, tier);
  const left = counts.left(section.name, tier);
  const max = left === null ? count + more : Math.max(count, Math.min(count + more, left));
  const name = tierWord(text, tier) || text.oneTier;
  return (
    <li data-tier={tier ?? ''}>
      <span className={styles.name}>{name}</span>
      {left === 0 && <span className={styles.hint}>{text.soldOut}</span>}
      {left !== 0 && cap !== undefined && (
        <span className={styles.hint}>{text.tierCap(format.number(cap))}</span>
      )}
      <span className={styles.price}>{words.price(price.price)}</span>
      {!counts.closed && (
        <Stepper
          value={count}
          min={0}
          max={max}
          label={text.howMany(name)}
          fewer={text.fewer(name)}
          more={text.more(name)}
          onChange={(quantity) => counts.onCount(section.name, tier, quantity)}
        />
      )}
    </li>
  );
}
