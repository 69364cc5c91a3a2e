import { motifOf, type Motif } from '@/components/art/poster-design';
import type { EventBody } from './event-body';

type Titles = Pick<EventBody, 'title' | 'titleEn'>;

/** The API names no genre, so it is read from the titles; a show whose titles name none is among the others. */
export const genreWordsOf = ({ title, titleEn }: Titles): string => `${titleEn} ${title}`;

export const genreOf = (event: Titles): Motif => motifOf(genreWordsOf(event));
