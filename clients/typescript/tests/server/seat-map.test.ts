import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { AVAILABLE, getShape, HELD, SeatMapFollower, type Holdfast } from '@holdfast/client';
import type { HttpRequest } from '../../src/calls.ts';
import { buyer, SHOW, until, WAREHOUSE } from './server.ts';

let follower: SeatMapFollower;
afterEach(() => follower.pause());

async function follow(holdfast: Holdfast, eventId: number) {
  const seen = { live: false, interruptions: 0 };
  follower = new SeatMapFollower(holdfast, await getShape(holdfast, eventId), {
    onConnection: (connection) => (seen.live = connection === 'live'),
    onInterrupted: () => (seen.interruptions += 1),
  });
  follower.start();
  await until('the map is live', () => seen.live);
  return seen;
}

async function holdOne(holdfast: Holdfast) {
  const body = { eventId: SHOW, quantity: 1 };
  const { reservationId, seatIds } = await holdfast.post('/api/reservations/best', { body });
  const seat = (seatIds[0] ?? 0) - 1;
  const release = () =>
    holdfast.delete('/api/reservations/{reservationId}', { path: { reservationId } });
  return { seat, release };
}

test('a seat that is held and released is seen on the map', async () => {
  const holdfast = buyer();
  await follow(holdfast, SHOW);
  const { seat, release } = await holdOne(holdfast);
  await until('it is held', () => follower.state.statuses[seat] === HELD);
  await release();
  await until('it is free', () => follower.state.statuses[seat] === AVAILABLE);
});

test('what happens while the connection is lost is on the map once it is back', async () => {
  const breaking = new AbortController();
  let isCut = false;
  const cuttable = (url: string, init: HttpRequest) => {
    const isStream = url.includes('/stream');
    if (isStream && isCut) return Promise.reject(new TypeError('no route'));
    const signals = [init.signal, breaking.signal].filter((signal) => signal != null);
    return fetch(
      url,
      isStream && !breaking.signal.aborted ? { ...init, signal: AbortSignal.any(signals) } : init,
    );
  };
  const seen = await follow(buyer({ fetch: cuttable }), SHOW);
  isCut = true;
  breaking.abort();
  await until('the loss is noticed', () => seen.interruptions === 1);
  const { seat, release } = await holdOne(buyer());
  assert.notEqual(follower.state.statuses[seat], HELD);
  isCut = false;
  await until(
    'it is live again, with the seat',
    () => seen.live && follower.state.statuses[seat] === HELD,
  );
  await release();
});

test('places to stand are counted', async () => {
  const holdfast = buyer();
  await follow(holdfast, WAREHOUSE);
  const [name, before] = [...follower.state.left][0] ?? assert.fail('no standing section');
  const body = { eventId: WAREHOUSE, section: name, quantity: 2 };
  const { reservationId } = await holdfast.post('/api/reservations', { body });
  await until('two are gone', () => follower.state.left.get(name) === before - 2);
  await holdfast.delete('/api/reservations/{reservationId}', { path: { reservationId } });
  await until('they are back', () => follower.state.left.get(name) === before);
});
