import { useEffect } from 'react';
import { announce } from '@/components/ui/announcer';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { acknowledgeLost } from '@/features/basket/store/basket-store';
import type { SeatWords } from '@/features/seat-map/hooks/use-seat-words';
import { useText } from '@/i18n/language';

interface LostNoteProps {
  lost: readonly number[];
  words: SeatWords;
  onSimilar(): void;
}

const NAMED_MAX = 2;

/** Another buyer was quicker: which seats are lost, and what to do next. */
export function LostNote({ lost, words, onSimilar }: LostNoteProps) {
  const text = useText();
  const sentence =
    lost.length <= NAMED_MAX
      ? text.dock.lost(lost.map((seat) => words.place(seat)).join(' · '))
      : text.dock.lostMany(lost.length);
  useEffect(() => announce(sentence, true), [sentence]);
  return (
    <Note
      look="warn"
      actions={
        <>
          <Button onClick={onSimilar}>{text.dock.similar}</Button>
          <Button look="quiet" onClick={acknowledgeLost}>
            {text.close}
          </Button>
        </>
      }
    >
      {sentence}
    </Note>
  );
}
