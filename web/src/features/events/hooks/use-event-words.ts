import { useLanguage } from '@/i18n/language';
import type { EventBody } from '../api/list-events';

/** The words of a show in the reader's language. */
export function useEventWords(event: EventBody) {
  const english = useLanguage() === 'en';
  return {
    title: english ? event.titleEn : event.title,
    description: english ? event.descriptionEn : event.description,
    venue: english ? event.venueEn : event.venue,
  };
}
