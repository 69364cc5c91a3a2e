import { useText } from '@/i18n/language';
import { useFormat } from '@/i18n/format';
import type { Tip } from '../hooks/use-gestures';
import { useSeatRevision } from '../hooks/use-seat-revision';
import type { SeatWords } from '../hooks/use-seat-words';
import { placeOf, type Layout, type Section } from '../model/layout';
import { viewOf } from '../model/view';
import type { LiveMap } from '../store/live-map';
import styles from './seat-card.module.css';

interface SeatCardProps {
  tip: Tip;
  layout: Layout;
  map: LiveMap;
  words: SeatWords;
  /** How the seat stands now, in words. */
  state(seat: number): string;
}

type Place = React.CSSProperties & { '--x': string; '--y': string };

/** Beside the pointer: the seat with its price, state and view, or the section with its price and what is left. Never out of date. */
export function SeatCard({ tip, layout, map, words, state }: SeatCardProps) {
  useSeatRevision(map);
  const below = tip.y < FLIP_BELOW;
  const place: Place = { '--x': `${tip.x}px`, '--y': `${tip.y}px` };
  return (
    <div
      className={styles.card}
      data-below={below || undefined}
      data-testid="seat-card"
      style={place}
      aria-hidden="true"
    >
      {'seat' in tip ? (
        <OneSeat seat={tip.seat} layout={layout} words={words} state={state(tip.seat)} />
      ) : (
        <OneSection section={tip.section} free={map.free[tip.section.index] ?? 0} words={words} />
      )}
    </div>
  );
}

/** So near to the top there is no room above the pointer. */
const FLIP_BELOW = 150;

interface OneSeatProps {
  seat: number;
  layout: Layout;
  words: SeatWords;
  state: string;
}

function OneSeat({ seat, layout, words, state }: OneSeatProps) {
  const { map: text } = useText();
  const place = placeOf(layout, seat);
  const view = viewOf(layout, seat);
  if (!place) return null;
  return (
    <>
      <p className={styles.where}>{text.section(place.section)}</p>
      <p className={styles.what}>
        {text.row(place.row)} {text.number(place.number)}
      </p>
      <p className={styles.line}>
        <strong>{words.price(place.price)}</strong>
        <span>{state}</span>
      </p>
      {words.flag(seat) && <p className={styles.where}>{words.flag(seat)}</p>}
      {view && <p className={styles.where}>{text.sight(view.away, view.centred)}</p>}
    </>
  );
}

function OneSection({
  section,
  free,
  words,
}: {
  section: Section;
  free: number;
  words: SeatWords;
}) {
  const { map: text } = useText();
  const format = useFormat();
  return (
    <>
      <p className={styles.what}>{words.section(section)}</p>
      <p className={styles.line}>
        <strong>{words.prices(section)}</strong>
        <span>{free === 0 ? text.soldOut : text.freeOf(format.number(free))}</span>
      </p>
    </>
  );
}
