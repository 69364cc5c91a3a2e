import { useEffect } from 'react';
import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { useText } from '@/i18n/language';
import { releaseHold } from '../store/hold-store';
import styles from './expired-note.module.css';

interface ExpiredNoteProps {
  /** The seats by name, where they are known. */
  places: readonly string[];
  onAgain(): void;
}

/** The hold ran out while the buyer was looking: what that means, and both ways to go on. */
export function ExpiredNote({ places, onAgain }: ExpiredNoteProps) {
  const { hold: text } = useText();
  useEffect(() => announce(`${text.expiredTitle}. ${text.expired}`, true), [text]);
  return (
    <section className={styles.expired} aria-label={text.expiredTitle} data-testid="hold-expired">
      <h2>{text.expiredTitle}</h2>
      {places.length > 0 && <p className={styles.places}>{places.join(' · ')}</p>}
      <p>{text.expired}</p>
      <div className={styles.actions}>
        <Button look="primary" onClick={onAgain}>
          {text.again}
        </Button>
        <Button onClick={() => void releaseHold()}>{text.chooseAgain}</Button>
      </div>
    </section>
  );
}
