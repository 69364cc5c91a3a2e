import { expect, test } from 'vitest';
import { strengthOf } from './password-strength';

test.each([
  ['', 'short'],
  ['abc def g', 'short'],
  ['aaaaaaaaaaaaaaaa', 'weak'],
  ['password-of-mine', 'weak'],
  ['twelve1letters', 'fair'],
  ['correct staple of horses', 'good'],
  ['열 글자보다 긴 한국어 문장', 'good'],
])('%s is %s', (password, strength) => {
  expect(strengthOf(password)).toBe(strength);
});
