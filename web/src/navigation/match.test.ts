import { expect, test } from 'vitest';
import { matchRoute, paramsOf } from './match';

const routes = [
  { pattern: '/' },
  { pattern: '/events/:id' },
  { pattern: '/orders/:id/ticket' },
  { pattern: '*' },
];
const patternOf = (path: string) => matchRoute(routes, path)?.route.pattern;

test('an address belongs to the first pattern that fits as a whole', () => {
  expect(patternOf('/')).toBe('/');
  expect(patternOf('/events/4')).toBe('/events/:id');
  expect(patternOf('/events/4/')).toBe('/events/:id');
  expect(patternOf('/events/4/checkout')).toBe('*');
  expect(patternOf('/Events/4')).toBe('*');
  expect(matchRoute(routes.slice(0, 1), '/nowhere')).toBeNull();
});

test('parameters are decoded, and a text that cannot be decoded fits nothing', () => {
  expect(paramsOf('/orders/:id/ticket', '/orders/a%20b/ticket')).toEqual({ id: 'a b' });
  expect(paramsOf('/events/:id', '/events/%')).toBeNull();
});
