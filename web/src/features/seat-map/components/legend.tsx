import { useText } from '@/i18n/language';
import { SeatMark } from './seat-mark';
import styles from './legend.module.css';

/** The marks of seats that are not free; the free ones are in the filter of prices. */
export function Legend() {
  const { map: text } = useText();
  return (
    <ul className={styles.states} aria-label={text.legend}>
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
  );
}
