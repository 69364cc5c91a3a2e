import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Stepper } from '@/components/ui/stepper';
import { say } from '@/components/ui/toast';
import { PLACES_MAX } from '@/features/basket/model/basket';
import { useText } from '@/i18n/language';
import styles from './best-seats.module.css';

/** For those who do not want to search: so many of the best seats, side by side. */
export function BestSeats({ onFind }: { onFind(count: number): boolean }) {
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
    </div>
  );
}
