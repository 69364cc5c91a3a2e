import { expect, test } from 'vitest';
import { nextPath } from './next-path';

test('a visitor goes on where the log-in began', () => {
  const path = '/events/4/checkout?a=b';
  expect(nextPath(`?next=${encodeURIComponent(path)}`)).toBe(path);
});

test('what has to do with logging in is not where a visitor goes on', () => {
  expect(nextPath('?next=%2Freset')).toBe('/account');
  expect(nextPath('?next=%2Flogin%3Fnext%3D%2F')).toBe('/account');
});

test('no address of another site is gone to', () => {
  for (const wrong of ['', 'https://evil.example', '//evil.example', '/\\evil.example', '/a\\b'])
    expect(nextPath(`?next=${encodeURIComponent(wrong)}`), wrong).toBe('/account');
});
