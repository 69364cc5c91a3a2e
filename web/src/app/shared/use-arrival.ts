import { useEffect } from 'react';
import { announce } from '@/components/ui/announcer';

/** What takes the place of a form is spoken, and the focus, whose button has gone, starts at it. */
export function useArrival(sentence: string): void {
  useEffect(() => {
    announce(sentence);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [sentence]);
}
