import { MOTIFS, motifOf, type Motif } from '@/components/art/poster-design';
import type { EventBody } from './event-body';

/** Read from the titles where the organizer has named no genre, or one that this page does not know. */
export function genreOf({
  genre,
  title,
  titleEn,
}: Pick<EventBody, 'genre' | 'title' | 'titleEn'>): Motif {
  const named = MOTIFS.find((motif) => motif === genre?.toLowerCase());
  return named ?? motifOf(`${titleEn} ${title}`);
}
