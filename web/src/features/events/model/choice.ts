/** Which shows of the list are shown, and which of them first. Pure. */
import type { Motif } from '@/components/art/poster-design';
import type { EventBody } from './event-body';
import { genreOf } from './genre';
import { saleState } from './sale-state';

/** `null` is all of them. A month is its first seven characters, such as `2026-12`. */
export interface Choice {
  genre: Motif | null;
  month: string | null;
}

export const EVERYTHING: Choice = { genre: null, month: null };

export const monthOf = ({ dateTime }: Pick<EventBody, 'dateTime'>): string => dateTime.slice(0, 7);

export const chosen = (events: readonly EventBody[], { genre, month }: Choice): EventBody[] =>
  events.filter(
    (event) =>
      (genre === null || genreOf(event) === genre) && (month === null || monthOf(event) === month),
  );

/** Each once, in the order in which they come. */
export const genresIn = (events: readonly EventBody[]): Motif[] => [
  ...new Set(events.map(genreOf)),
];

export const monthsIn = (events: readonly EventBody[]): string[] =>
  [...new Set(events.map(monthOf))].sort();

/** The show that deserves the most room: on sale, and with the smallest share of its seats left. */
export function featuredOf(events: readonly EventBody[], now: number): EventBody | null {
  const share = ({ available, capacity }: EventBody) => available / Math.max(1, capacity);
  const open = events.filter((event) => ['onSale', 'fewLeft'].includes(saleState(event, now)));
  return open.toSorted((a, b) => share(a) - share(b))[0] ?? null;
}
