import { useText } from '@/i18n/language';
import styles from './show.module.css';

export type View = 'map' | 'list';

/** A phone shows one of the two; a wide screen shows both, and not this switch. */
export function ViewSwitch({ view, onView }: { view: View; onView(view: View): void }) {
  const { map: text } = useText();
  return (
    <div className={styles.views} role="group" aria-label={text.view}>
      {(['map', 'list'] as const).map((name) => (
        <button key={name} type="button" aria-pressed={view === name} onClick={() => onView(name)}>
          {name === 'map' ? text.viewMap : text.viewList}
        </button>
      ))}
    </div>
  );
}
