import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const body = v.object({ items: v.array(v.object({ price: v.number() })) });

/** What stands on the console. */
const lines: string[] = [];
beforeEach(() => {
  vi.resetModules();
  vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  lines.length = 0;
  vi.restoreAllMocks();
});

test('a body that fits is handed on, without the fields that the schema does not name', async () => {
  const { checked } = await import('./check');
  const value = { items: [{ price: 1, colour: 'red' }] };
  expect(checked(body, value, 'GET /x')).toEqual({ items: [{ price: 1 }] });
  expect(lines).toEqual([]);
});

test('a mismatch names its source and its field', async () => {
  const { checked } = await import('./check');
  expect(checked(body, { items: [{ price: '1' }] }, 'GET /x')).toBeNull();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^GET \/x differs from the contract at items\.0\.price: .*number/);
});

test('the same mismatch is reported once, and there is a limit to different ones', async () => {
  const { checked } = await import('./check');
  for (let times = 0; times < 3; times += 1) checked(body, null, 'GET /x');
  expect(lines).toHaveLength(1);
  for (let path = 0; path < 100; path += 1) checked(body, null, `GET /${path}`);
  expect(lines).toHaveLength(20);
});

test('a text that is no JSON fits no schema', async () => {
  const { checked, parseJson } = await import('./check');
  expect(parseJson('{"a": 1}')).toEqual({ a: 1 });
  expect(checked(v.nullable(body), parseJson('{"a": '), 'stream')).toBeNull();
  expect(lines).toHaveLength(1);
});
