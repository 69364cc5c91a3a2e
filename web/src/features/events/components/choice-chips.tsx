import { Chip } from '@/components/ui/chip';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { genresIn, monthsIn, type Choice } from '../model/choice';
import type { EventBody } from '../model/event-body';
import styles from './event-list.module.css';

interface ChoiceChipsProps {
  events: EventBody[];
  choice: Choice;
  onChoice(choice: Choice): void;
}

/** Genres and months, of which the list shows those that are chosen. With one of each there is nothing to choose. */
export function ChoiceChips({ events, choice, onChoice }: ChoiceChipsProps) {
  const { events: text } = useText();
  const format = useFormat();
  const genres = genresIn(events);
  const months = monthsIn(events);
  if (genres.length < 2 && months.length < 2) return null;
  return (
    <div className={styles.chips} role="group" aria-label={text.filter}>
      {genres.map((genre) => (
        <Chip
          key={genre}
          pressed={choice.genre === genre}
          onPress={() => onChoice({ ...choice, genre: choice.genre === genre ? null : genre })}
        >
          {text.genres[genre]}
        </Chip>
      ))}
      <span className={styles.between} aria-hidden="true" />
      {months.map((month) => (
        <Chip
          key={month}
          pressed={choice.month === month}
          onPress={() => onChoice({ ...choice, month: choice.month === month ? null : month })}
        >
          {format.month(`${month}-15T00:00:00Z`)}
        </Chip>
      ))}
    </div>
  );
}
