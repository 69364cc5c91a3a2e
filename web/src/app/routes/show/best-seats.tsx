import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Stepper } from '@/components/ui/stepper';
import { say } from '@/components/ui/toast';
import { PLACES_MAX } from '@/features/basket/model/basket';
import { useText } from '@/i18n/language';
import styles from './best-seats.module.css';

interface BestSeatsProps {
  onFind(count: number): boolean;
  /** Leaves the choice to the server, at once; `null` while nothing can be held so. */
  onHold: ((count: number) => void) | null;
}

/** For those who do not want to search: so many of the best seats, to look at or to have. */
export function BestSeats({ onFind, onHold }: BestSeatsProps) {
  const { dock: text } = useText();
  const [count, setCount] = useState(2);
  const find = () => {
    if (!onFind(count)) say(text.noTogether(count));
  };
  return (
    <div className={styles.best}>
      <Stepper
        value={count}
        min={1}
        max={PLACES_MAX}
        label={text.togetherLabel}
        fewer={text.togetherFewer}
        more={text.togetherMore}
        onChange={setCount}
      />
      <Button onClick={find}>{text.together(count)}</Button>
      {onHold && <Button onClick={() => onHold(count)}>{text.holdBest(count)}</Button>}
    </div>
  );
}
