import { expect, test } from 'vitest';
import { providerReturn } from './provider-return';

test('a log-in goes on with a page of this shop', () => {
  for (const to of ['/', '/orders', '/events/7?section=A&seats=1,2'])
    expect(providerReturn(`#to=${to}`)).toEqual({ kind: 'done', to });
});

test('a refusal is told by its code', () => {
  expect(providerReturn('#problem=LINK_REQUIRED')).toEqual({
    kind: 'refused',
    code: 'LINK_REQUIRED',
  });
});

test('anything else is no log-in', () => {
  for (const hash of [
    '',
    '#',
    '#to=',
    '#to=orders',
    '#to=//attacker.example',
    '#to=/\\attacker.example',
    '#to=https://attacker.example',
    '#problem=<b>',
  ])
    expect(providerReturn(hash), hash).toEqual({ kind: 'refused', code: 'BAD_REQUEST' });
});
