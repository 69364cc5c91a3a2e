import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { EventStream, StreamState } from '../src/event-stream.ts';
import { Holdfast } from '../src/holdfast.ts';
import type { ServerEvent } from '../src/sse-parser.ts';
import { advance, letTheClockRun, stopTheClock } from './clock.ts';
import { fakeServer, refusal, silent, streaming, unreachable, type Script } from './fake-server.ts';

const timing = {
  silenceMs: 200,
  backoffFirstMs: 10,
  backoffMaxMs: 20,
  connectMs: 200,
  resumeMs: 100,
};
const ALIVE = streaming(': hello\n\n', true);

let events: ServerEvent[];
let states: StreamState[];
let stream: EventStream;

function open(...scripts: Script[]) {
  const server = fakeServer(...scripts);
  events = [];
  states = [];
  const listener = {
    onEvent: (event: ServerEvent) => events.push(event),
    onState: (state: StreamState) => states.push(state),
  };
  const holdfast = new Holdfast({ fetch: server.fetch, random: () => 1 });
  stream = holdfast.stream('/stream', listener, { timing });
  stream.start();
  return {
    count: () => server.requests.length,
    resumedAfter: () => server.requests.map(({ headers }) => headers.get('Last-Event-ID')),
  };
}

beforeEach(stopTheClock);
afterEach(() => {
  stream.stop();
  letTheClockRun();
});

test('a stream that ends is resumed after the last event that was read', async () => {
  const server = open(streaming('id: 1-7\ndata: {}\n\n'), streaming('', true));
  await advance(50);
  assert.deepEqual(server.resumedAfter(), [null, '1-7']);
  assert.equal(events.length, 1);
  assert.deepEqual(states, ['connecting', 'live', 'catching-up', 'live']);
});

test('an unreachable server is offline after three failures, and live again once it is back', async () => {
  open(unreachable, unreachable, unreachable, unreachable, ALIVE);
  await advance(150);
  assert.deepEqual(states, ['connecting', 'catching-up', 'offline', 'live']);
});

test('silence past the heartbeat is never shown as live', async () => {
  open(ALIVE);
  await advance(150);
  assert.equal(states.at(-1), 'live');
  await advance(60);
  assert.ok(states.includes('catching-up'));
});

test('a stream that does not exist is not requested again', async () => {
  const server = open(() => new Response(null, { status: 404 }));
  await advance(500);
  assert.equal(server.count(), 1);
  assert.equal(states.at(-1), 'refused');
});

test('a rate limit is a reason to wait, not to give up', async () => {
  const server = open(() => new Response('{}', { status: 429 }), ALIVE);
  await advance(50);
  assert.equal(server.count(), 2);
  assert.equal(states.at(-1), 'live');
});

test('a stream that ends with its token is opened again with the next one, until there is none', async () => {
  const tokens = ['first', 'second'];
  const ended = streaming(': TOKEN_EXPIRED\nretry: 1000\n\n');
  const server = fakeServer(ended, refusal('SESSION_ENDED', 401));
  const holdfast = new Holdfast({
    fetch: server.fetch,
    random: () => 1,
    accessToken: () => tokens.shift() ?? null,
  });
  const heard: string[] = [];
  const listener = {
    onEvent: ({ event }: ServerEvent) => heard.push(event),
    onState: (state: StreamState) => heard.push(state),
  };
  stream = holdfast.stream('/stream', listener, { timing });
  stream.start();
  await advance(500);
  const shown = server.requests.map(({ headers }) => headers.get('Authorization'));
  assert.deepEqual(shown, ['Bearer first', 'Bearer second']);
  assert.deepEqual(heard, ['connecting', 'live', 'catching-up', 'refused']);
});

test('a stream that has ended for good is not reopened', async () => {
  const server = open(streaming('id: 4\ndata: {}\n\n'), () => new Response(null, { status: 204 }));
  await advance(500);
  assert.equal(server.count(), 2);
  assert.equal(states.at(-1), 'ended');
});

test('a resume without a response is given up for a fresh start', async () => {
  const server = open(streaming('id: 1-7\ndata: {}\n\n'), silent, ALIVE);
  await advance(180);
  assert.deepEqual(server.resumedAfter(), [null, '1-7', null]);
  assert.equal(states.at(-1), 'live');
});

test('a nudge skips the backoff', async () => {
  const server = open(unreachable, ALIVE);
  await advance(5, 1);
  assert.equal(server.count(), 1);
  stream.nudge();
  await advance(1, 1);
  assert.equal(server.count(), 2);
  assert.equal(states.at(-1), 'live');
});
