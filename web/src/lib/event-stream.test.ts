import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EventStream, type StreamState } from './event-stream';
import type { ServerEvent } from './sse-parser';

const timing = {
  silenceMs: 200,
  backoffFirstMs: 10,
  backoffMaxMs: 20,
  connectMs: 200,
  resumeMs: 100,
};
const bytes = (text: string) => new TextEncoder().encode(text);

/** A server that answers each connection with the next script and records the headers of each. */
function server(...answers: (() => Response)[]) {
  const seen: Headers[] = [];
  vi.stubGlobal('fetch', (_url: string, init: { headers: Headers; signal: AbortSignal }) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)];
    seen.push(init.headers);
    return new Promise<Response>((resolve, reject) => {
      init.signal.addEventListener('abort', () => reject(new Error('aborted')));
      try {
        resolve(answer!());
      } catch (cause) {
        reject(cause instanceof Error ? cause : new Error());
      }
    });
  });
  return seen;
}

const streaming =
  (text: string, open = false) =>
  () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes(text));
          if (!open) controller.close();
        },
      }),
    );
const unreachable = () => {
  throw new TypeError('connection refused');
};

let events: ServerEvent[];
let states: StreamState[];
let stream: EventStream;

function open() {
  events = [];
  states = [];
  stream = new EventStream({
    url: '/stream',
    timing,
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
  });
  stream.start();
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  stream.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a stream that ends is resumed after the last event that was read', async () => {
  const seen = server(streaming('id: 1-7\ndata: {}\n\n'), streaming('', true));
  open();
  await vi.advanceTimersByTimeAsync(50);
  expect(seen.map((headers) => headers.get('Last-Event-ID'))).toEqual([null, '1-7']);
  expect(events).toHaveLength(1);
  expect(states).toEqual(['connecting', 'live', 'catching-up', 'live']);
});

test('an unreachable server is offline after three failures, and live again once it is back', async () => {
  server(unreachable, unreachable, unreachable, unreachable, streaming(': hello\n\n', true));
  open();
  await vi.advanceTimersByTimeAsync(150);
  expect(states).toEqual(['connecting', 'catching-up', 'offline', 'live']);
});

test('silence past the heartbeat is never shown as live', async () => {
  server(streaming(': hello\n\n', true));
  open();
  await vi.advanceTimersByTimeAsync(150);
  expect(states.at(-1)).toBe('live');
  await vi.advanceTimersByTimeAsync(60);
  expect(states).toContain('catching-up');
});

test('a stream that does not exist is not requested again', async () => {
  const seen = server(() => new Response(null, { status: 404 }));
  open();
  await vi.advanceTimersByTimeAsync(500);
  expect(seen).toHaveLength(1);
  expect(states.at(-1)).toBe('refused');
});

test('a rate limit is a reason to wait, not to give up', async () => {
  const seen = server(() => new Response('{}', { status: 429 }), streaming(': hello\n\n', true));
  open();
  await vi.advanceTimersByTimeAsync(50);
  expect(seen).toHaveLength(2);
  expect(states.at(-1)).toBe('live');
});

test('a stream that has ended for good is not reopened', async () => {
  const seen = server(streaming('id: 4\ndata: {}\n\n'), () => new Response(null, { status: 204 }));
  open();
  await vi.advanceTimersByTimeAsync(500);
  expect(seen).toHaveLength(2);
  expect(states.at(-1)).toBe('ended');
});

test('a resume without a response is given up for a fresh start', async () => {
  const never = () => new Promise<Response>(() => undefined) as unknown as Response;
  const seen = server(streaming('id: 1-7\ndata: {}\n\n'), never, streaming(': hello\n\n', true));
  open();
  await vi.advanceTimersByTimeAsync(180);
  expect(seen.map((headers) => headers.get('Last-Event-ID'))).toEqual([null, '1-7', null]);
  expect(states.at(-1)).toBe('live');
});

test('a nudge skips the backoff', async () => {
  const seen = server(unreachable, streaming(': hello\n\n', true));
  open();
  await vi.advanceTimersByTimeAsync(1);
  stream.nudge();
  await vi.advanceTimersByTimeAsync(1);
  expect(seen).toHaveLength(2);
  expect(states.at(-1)).toBe('live');
});
