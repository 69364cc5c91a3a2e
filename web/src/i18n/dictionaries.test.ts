import { expect, test } from 'vitest';
import { wordsFor } from './dictionary';
import { clock, formatFor } from './format';
import { wholeDictionary } from './parts';

const ko = await wholeDictionary('ko');
const en = await wholeDictionary('en');

/** Every sentence of a dictionary; those with parameters are called with stand-ins. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return [[path, String((value as (...parts: unknown[]) => string)('3', '3', '3'))]];
  return Object.entries(value as object).flatMap(([name, inner]) =>
    sentences(inner, `${path}.${name}`),
  );
}

test('English has every sentence that Korean has, and no other', () => {
  const names = (of: unknown) =>
    sentences(of)
      .map(([path]) => path)
      .sort();
  expect(names(en)).toEqual(names(ko));
});

test('no sentence is empty', () => {
  for (const [path, sentence] of [...sentences(ko), ...sentences(en)])
    expect(sentence.trim(), path).not.toBe('');
});

test('English has no Korean word, except for the name of the language', () => {
  const korean = sentences(en).filter(([, sentence]) => /[가-힣]/.test(sentence));
  expect(korean.map(([path]) => path)).toEqual(['.languageSwitch']);
});

test('every problem says in both languages what happened and what to do next', () => {
  for (const code of Object.keys(ko.problems) as (keyof typeof ko.problems)[]) {
    for (const dictionary of [ko, en])
      expect(dictionary.problems[code].every((part) => part.length > 5)).toBe(true);
    expect(ko.problems[code].join('')).toMatch(/[가-힣]/);
  }
});

test('a name that a newer server may send has no words, and neither has one that every object has', () => {
  expect(wordsFor(en.order.outcomes, 'DONE')).toBe('done');
  expect(wordsFor(en.order.outcomes, 'REPEATED')).toBeUndefined();
  expect(wordsFor(en.order.outcomes, 'constructor')).toBeUndefined();
});

test('money is written in the minor unit of its currency', () => {
  expect(formatFor('ko').money(88_000, 'KRW')).toBe('₩88,000');
  expect(formatFor('en').money(88_000, 'KRW')).toBe('₩88,000');
  expect(formatFor('en').money(1_250, 'EUR')).toBe('€12.50');
  expect(formatFor('ko').shortMoney(154_000, 'KRW')).toBe('₩15.4만');
  // Versions of ICU disagree about the case.
  expect(formatFor('en').shortMoney(154_000, 'KRW')).toMatch(/^₩154k$/i);
});

test('a countdown is written in minutes and seconds, and in hours when it is long', () => {
  expect(clock(119_001)).toBe('2:00');
  expect(clock(9_400)).toBe('0:10');
  expect(clock(0)).toBe('0:00');
  expect(clock(-5)).toBe('0:00');
  expect(clock(7_987_000)).toBe('02:13:07');
});

test('the time at the venue is shown where it differs, and only there', () => {
  const format = formatFor('en');
  const evening = '2026-05-01T10:30:00.000Z';
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const elsewhere = ['Asia/Seoul', 'America/New_York'].find((zone) => zone !== here) ?? here;
  expect(format.atVenue(evening, here)).toBeNull();
  expect(format.atVenue(evening, elsewhere)).toBe(format.moment(evening, elsewhere));
  expect(format.moment(evening, 'America/New_York')).toMatch(/1 May.*6:30/);
});

test('a zone that this browser does not know is not guessed', () => {
  const format = formatFor('en');
  expect(format.atVenue('2026-05-01T10:30:00.000Z', 'Mars/Olympus')).toBeNull();
  expect(format.moment('2026-05-01T10:30:00.000Z', 'Mars/Olympus')).toMatch(/UTC|GMT/);
});
