import { expect, test } from 'vitest';
import { nextPath } from './next-path';

test('a visitor goes on where the log-in began', () => {
  const path = '/events/4/checkout?a=b';
  expect(nextPath(`?next=${encodeURIComponent(path)}`)).toBe(path);
});

test('no address of another site is gone to', () => {
  for (const wrong of ['', 'https://evil.example', '//evil.example', '/\\evil.example', '/a\\b'])
    expect(nextPath(`?next=${encodeURIComponent(wrong)}`), wrong).toBe('/account');
});
