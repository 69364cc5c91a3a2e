import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Holdfast } from '../src/holdfast.ts';
import { SeatMapFollower, type Connection } from '../src/seat-map/follower.ts';
import type { Change } from '../src/seat-map/map-state.ts';
import { HELD, SOLD } from '../src/seat-map/status.ts';
import { advance, letTheClockRun, stopTheClock } from './clock.ts';
import { byPath, fakeServer, streaming, unreachable, type Script } from './fake-server.ts';

const MAP = '/api/events/4/seats';
const STREAM = '/api/events/4/seats/stream';

const snapshot =
  (version: number, packed: number, epoch = 1) =>
  () =>
    new Response(Uint8Array.of(packed), { headers: { 'Seat-Version': `${epoch}-${version}` } });
const init = (version: number, epoch = 1) =>
  `id: ${epoch}-${version}\nevent: INIT\ndata: {"eventId":4,"epoch":${epoch},"version":${version}}\n\n`;
const batch = (from: number, version: number, changes: [number, string][]) =>
  `id: 1-${version}\nevent: SEAT_BATCH\ndata: ${JSON.stringify({ from, version, changes })}\n\n`;
/** One script after the other; the last one stays. */
const inTurn = (...scripts: Script[]): Script => {
  let turn = 0;
  return (request) => scripts[Math.min(turn++, scripts.length - 1)]!(request);
};

let follower: SeatMapFollower;

function follow(map: Script, stream: Script) {
  const server = fakeServer(byPath({ [MAP]: map, [STREAM]: stream }));
  const seen = { connections: [] as Connection[], changes: [] as (readonly Change[] | 'all')[] };
  const shape = { eventId: 4, seatCount: 4, standing: [] };
  follower = new SeatMapFollower(new Holdfast({ fetch: server.fetch, random: () => 1 }), shape, {
    onSeats: (changed) => seen.changes.push(changed),
    onConnection: (connection) => seen.connections.push(connection),
  });
  follower.start();
  const sentTo = (path: string) =>
    server.requests.filter(({ url }) => new URL(url).pathname === path);
  return { ...seen, sentTo };
}

const seats = () => [...follower.state.statuses];

beforeEach(stopTheClock);
afterEach(() => {
  follower.pause();
  letTheClockRun();
});

test('a snapshot and the changes that follow it are the map', async () => {
  const { changes, connections } = follow(
    snapshot(5, 0b01_00),
    streaming(init(5) + batch(5, 6, [[3, 'SOLD']]), true),
  );
  await advance(20);
  assert.deepEqual(seats(), [0, HELD, SOLD, 0]);
  assert.deepEqual(follower.state.position, { epoch: 1, version: 6 });
  assert.deepEqual(changes[0], 'all');
  assert.equal(connections.at(-1), 'live');
});

test('a gap is closed by another snapshot and never guessed at', async () => {
  const { sentTo, connections } = follow(
    inTurn(snapshot(5, 0), snapshot(8, 0b10_00_01_00)),
    streaming(init(5) + batch(8, 9, [[1, 'SOLD']]), true),
  );
  await advance(700);
  assert.deepEqual(seats(), [SOLD, HELD, 0, SOLD]);
  assert.equal(sentTo(MAP).length, 2);
  assert.equal(connections.at(-1), 'live');
});

test('a gap in the stream of a map that was live is closed in the same way', async () => {
  const { sentTo } = follow(
    inTurn(snapshot(5, 0), snapshot(8, 0b10_00_01_00)),
    inTurn(streaming(init(5)), streaming(batch(8, 9, [[1, 'SOLD']]), true)),
  );
  await advance(100);
  assert.equal(sentTo(MAP).length, 1);
  await advance(900);
  assert.deepEqual(seats(), [SOLD, HELD, 0, SOLD]);
  assert.equal(sentTo(MAP).length, 2);
});

test('a stream that breaks off is resumed, and the map goes on from there', async () => {
  const { sentTo, connections } = follow(
    snapshot(5, 0),
    inTurn(streaming(init(5)), streaming(batch(5, 7, [[2, 'HELD']]), true)),
  );
  await advance(400);
  assert.deepEqual(
    sentTo(STREAM).map(({ headers }) => headers.get('Last-Event-ID')),
    [null, '1-5'],
  );
  assert.deepEqual(seats(), [0, HELD, 0, 0]);
  assert.ok(connections.includes('catching-up'));
  assert.equal(connections.at(-1), 'live');
});

test('a server that begins a new epoch is believed', async () => {
  follow(inTurn(snapshot(5, 0b10), snapshot(1, 0b01, 2)), streaming(init(1, 2), true));
  await advance(700);
  assert.deepEqual(seats(), [HELD, 0, 0, 0]);
  assert.deepEqual(follower.state.position, { epoch: 2, version: 1 });
});

test('a map that cannot be fetched is offline, and live once it can', async () => {
  const { connections } = follow(
    inTurn(unreachable, unreachable, unreachable, snapshot(5, 0)),
    streaming(init(5), true),
  );
  await advance(3_000);
  assert.ok(connections.includes('offline'));
  assert.equal(connections.at(-1), 'live');
});

test('a map that does not exist is refused', async () => {
  const missing = () => new Response(null, { status: 404 });
  const { connections } = follow(missing, missing);
  await advance(50);
  assert.equal(connections.at(-1), 'refused');
});
