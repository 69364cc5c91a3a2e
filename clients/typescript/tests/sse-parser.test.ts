import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SseParser } from '../src/sse-parser.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('an event is parsed with its id, name and data', () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push(bytes('id: 3-17\nevent: SEAT_UPDATE\ndata: {"seatId":1}\n\n')), [
    { id: '3-17', event: 'SEAT_UPDATE', data: '{"seatId":1}' },
  ]);
});

test('an event that arrives byte by byte is the same event', () => {
  const parser = new SseParser();
  const whole = bytes('event: INIT\r\ndata: {"title":"공연"}\r\n\r\n');
  const events = [...whole].flatMap((byte) => parser.push(new Uint8Array([byte])));
  assert.deepEqual(events, [{ id: null, event: 'INIT', data: '{"title":"공연"}' }]);
});

test('a heartbeat comment is no event', () => {
  assert.deepEqual(new SseParser().push(bytes(': still here\n\n')), []);
});

test('data on several lines is joined, and an event without data is dropped', () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push(bytes('event: A\n\ndata: 1\ndata: 2\n\n')), [
    { id: null, event: 'message', data: '1\n2' },
  ]);
});

test('an endless line is refused before it fills the memory', () => {
  const parser = new SseParser();
  const chunk = bytes('x'.repeat(600_000));
  parser.push(chunk);
  assert.throws(() => parser.push(chunk), RangeError);
});
