import { useLanguage } from '@/i18n/language';
import type { EventBody } from '../model/event-body';

/** What a show says about itself, in the reader's language. */
export function useEventWords(event: EventBody) {
  return useLanguage() === 'en'
    ? { title: event.titleEn, venue: event.venueEn, description: event.descriptionEn }
    : { title: event.title, venue: event.venue, description: event.description };
}
