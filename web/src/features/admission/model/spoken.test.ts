import { expect, test } from 'vitest';
import type { Place } from './place';
import { isNews, spokenOf, type Spoken } from './spoken';

const waiting = (ahead: number): Place => ({
  state: 'WAITING',
  ahead,
  estimatedWaitSeconds: ahead,
  pollAfterMs: 1_000,
  stream: true,
});

test('a change of the state is spoken at once', () => {
  const last = spokenOf(waiting(3), 1_000);
  expect(isNews(null, waiting(3), 0)).toBe(true);
  expect(isNews(last, { ...waiting(0), state: 'CALLED', ahead: null }, 1_001)).toBe(true);
});

test('a line of a thousand that moves each second is some sentences, not a thousand', () => {
  let last: Spoken | null = null;
  let sentences = 0;
  for (let second = 0; second < 1_000; second += 1) {
    const place = waiting(1_000 - second);
    if (!isNews(last, place, second * 1_000)) continue;
    sentences += 1;
    last = spokenOf(place, second * 1_000);
  }
  expect(sentences).toBeGreaterThan(9);
  expect(sentences).toBeLessThan(25);
});

test('a line that stands still is silent', () => {
  const last = spokenOf(waiting(0), 0);
  expect(isNews(last, waiting(0), 600_000)).toBe(false);
  expect(isNews(spokenOf(waiting(5), 0), waiting(5), 600_000)).toBe(false);
  expect(isNews(spokenOf(waiting(5), 0), waiting(6), 600_000)).toBe(false);
});
