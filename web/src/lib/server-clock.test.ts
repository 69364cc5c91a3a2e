import { beforeEach, expect, test } from 'vitest';
import { askingNow, forgetServerTime, learnServerTime, serverNow } from './server-clock';

beforeEach(forgetServerTime);

test('without a word from the server the own clock is used', () => {
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(50);
});

test('a server that is an hour ahead is believed', () => {
  learnServerTime(new Date(Date.now() + 3_600_000).toISOString(), askingNow());
  expect(Math.abs(serverNow() - Date.now() - 3_600_000)).toBeLessThan(50);
});

test('a slow answer does not replace a quick one', () => {
  learnServerTime(new Date(Date.now() + 60_000).toISOString(), askingNow());
  learnServerTime(new Date(Date.now() + 999_000).toISOString(), askingNow() - 5_000);
  expect(Math.abs(serverNow() - Date.now() - 60_000)).toBeLessThan(50);
});

test('nonsense is ignored', () => {
  learnServerTime('tomorrow', askingNow());
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(50);
});
