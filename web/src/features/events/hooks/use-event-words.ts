import { useLanguage } from '@/i18n/language';
import type { EventBody } from '../model/event-body';

/** The title and the venue of a show in the reader's language. */
export function useEventWords(event: EventBody): { title: string; venue: string } {
  return useLanguage() === 'en'
    ? { title: event.titleEn, venue: event.venueEn }
    : { title: event.title, venue: event.venue };
}
