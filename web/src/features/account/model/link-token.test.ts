import { expect, test } from 'vitest';
import { linkToken, pathIn } from './link-token';

test('the token of a link is found in the address', () => {
  expect(linkToken('#token=abc.d-e_f')).toBe('abc.d-e_f');
  expect(linkToken('')).toBeNull();
  expect(linkToken('#other')).toBeNull();
});

test('a letter leads to a page of this shop, wherever it thinks the shop is', () => {
  const letter = 'Open this link:\n\nhttps://tickets.example/verify#token=a-b.c\n\nIf not, no.';
  expect(pathIn(letter)).toBe('/verify#token=a-b.c');
  expect(pathIn('http://localhost:8080/reset#token=xyz')).toBe('/reset#token=xyz');
  expect(pathIn('Your password has changed. http://localhost:8080')).toBeNull();
});
