import { Poster } from '@/components/art/poster';
import { useEventWords } from '../hooks/use-event-words';
import type { EventBody } from '../model/event-body';
import { genreOf } from '../model/genre';

/** The poster of a show: the same on every page. */
export function ShowPoster({ event, className }: { event: EventBody; className?: string }) {
  const { title } = useEventWords(event);
  return <Poster title={title} genre={genreOf(event)} {...(className && { className })} />;
}
