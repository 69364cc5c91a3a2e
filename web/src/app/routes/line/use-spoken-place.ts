import { useEffect, useRef } from 'react';
import { announce } from '@/components/ui/announcer';
import type { Place } from '@/features/admission/model/place';
import { isNews, spokenOf, type Spoken } from '@/features/admission/model/spoken';
import { useFormat } from '@/i18n/format';
import { useText } from '@/i18n/language';
import { serverNow } from '@/lib/server-clock';
import { roundedWait } from './rounded-wait';

/** Speaks how a place stands, as often as it is news. */
export function useSpokenPlace(place: Place): void {
  const { line: text } = useText();
  const format = useFormat();
  const last = useRef<Spoken | null>(null);
  useEffect(() => {
    const now = serverNow();
    if (!isNews(last.current, place, now)) return;
    last.current = spokenOf(place, now);
    announce(sentence());

    function sentence(): string {
      const { ahead } = place;
      if (place.state === 'AWAY') return text.away;
      if (!ahead) return text.spokenNext;
      const wait = format.duration(roundedWait(place.estimatedWaitSeconds));
      return text.spokenAhead(format.number(ahead), wait);
    }
  }, [place, text, format]);
}
