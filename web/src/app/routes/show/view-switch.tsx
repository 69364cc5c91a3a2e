import type { Stop } from '@/components/ui/sheet-grip';
import { useText } from '@/i18n/language';
import styles from './show.module.css';

/** On a phone the list is in the sheet below the map; a wide screen shows both, and not this switch. */
export function ViewSwitch({ stop, onStop }: { stop: Stop; onStop(stop: Stop): void }) {
  const { map: text } = useText();
  return (
    <div className={styles.views} role="group" aria-label={text.view}>
      <button type="button" aria-pressed={stop === 'peek'} onClick={() => onStop('peek')}>
        {text.viewMap}
      </button>
      <button type="button" aria-pressed={stop === 'full'} onClick={() => onStop('full')}>
        {text.viewList}
      </button>
    </div>
  );
}
