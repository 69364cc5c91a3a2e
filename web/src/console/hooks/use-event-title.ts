import { useEffect, useState } from 'react';
import { useLanguage } from '@/i18n/language';
import { readTitle, type EventTitle } from '../api/rooms';

/** What a show is called, once it is known. */
export function useEventTitle(eventId: number): string | null {
  const english = useLanguage() === 'en';
  const [title, setTitle] = useState<EventTitle | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void readTitle(eventId, stop.signal).then((read) => {
      if (!stop.signal.aborted) setTitle(read);
    });
    return () => stop.abort();
  }, [eventId]);
  return title && (english ? title.titleEn : title.title);
}
