import { Poster } from '@/components/art/poster';
import type { EventBody } from '@/features/events/model/event-body';
import { useEventWords } from '@/features/events/hooks/use-event-words';

/** The poster of a show: the same on every page. The API names no genre, so it is read from the titles. */
export function ShowPoster({ event, className }: { event: EventBody; className?: string }) {
  const { title } = useEventWords(event);
  const genre = `${event.titleEn} ${event.title}`;
  return <Poster title={title} genre={genre} {...(className && { className })} />;
}
