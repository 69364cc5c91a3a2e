import { expect, test } from 'vitest';
import { chosen, EVERYTHING, featuredOf, genresIn, monthsIn } from './choice';
import type { EventBody } from './event-body';

const show = (id: number, titleEn: string, rest: Partial<EventBody> = {}): EventBody => ({
  id,
  title: titleEn,
  titleEn,
  description: '',
  descriptionEn: '',
  venue: '',
  venueEn: '',
  localized: { language: 'en', title: titleEn, description: '', venue: '' },
  timeZone: 'Asia/Seoul',
  dateTime: '2026-12-19T10:30:00.000Z',
  onSaleAt: '2026-01-01T00:00:00.000Z',
  serverTime: '2026-06-01T00:00:00.000Z',
  available: 50,
  capacity: 100,
  currency: 'KRW',
  priceMin: 1,
  priceMax: 1,
  layoutUrl: '',
  ...rest,
});
const jazz = show(1, 'A Jazz Night');
const play = show(2, 'A Play', { dateTime: '2027-01-03T10:30:00.000Z', available: 20 });
const gone = show(3, 'World Tour', { available: 0 });
const later = show(4, 'Festival', { available: 1, onSaleAt: '2026-07-01T00:00:00.000Z' });
const all = [jazz, play, gone, later];
const now = Date.parse('2026-06-01T00:00:00.000Z');

test('shows are chosen by genre and by month', () => {
  expect(chosen(all, EVERYTHING)).toEqual(all);
  expect(chosen(all, { genre: 'jazz', month: null })).toEqual([jazz]);
  expect(chosen(all, { genre: null, month: '2027-01' })).toEqual([play]);
  expect(chosen(all, { genre: 'jazz', month: '2027-01' })).toEqual([]);
  expect(genresIn(all)).toEqual(['jazz', 'theatre', 'concert', 'festival']);
  expect(monthsIn(all)).toEqual(['2026-12', '2027-01']);
});

test('the genre of the API is the one that counts, and an unknown one is read from the titles', () => {
  expect(genresIn([show(1, 'A Jazz Night', { genre: 'CONCERT' })])).toEqual(['concert']);
  expect(genresIn([show(1, 'A Jazz Night', { genre: 'MAGIC' })])).toEqual(['jazz']);
});

test('the featured show can be bought, and is the one that sells best', () => {
  expect(featuredOf(all, now)).toBe(play);
  expect(featuredOf([gone, later], now)).toBeNull();
});
