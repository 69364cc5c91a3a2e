import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { AVAILABLE, HELD, SOLD } from '../src/seat-map/status.ts';
import { readStreamEvent } from '../src/seat-map/stream-message.ts';

const reported: string[] = [];
beforeEach(() => void (reported.length = 0));

const read = (event: string, body: unknown, id: string | null = '3-9') => {
  const data = typeof body === 'string' ? body : JSON.stringify(body);
  return readStreamEvent({ event, id, data }, 2, (source) => reported.push(source));
};

const at = (version: number, epoch = 3) => ({ kind: 'position', position: { epoch, version } });

describe('a message of the description', () => {
  test('with one change is a delta of one version', () => {
    assert.deepEqual(read('SEAT_UPDATE', { seatId: 7, status: 'SOLD', version: 9 }), {
      kind: 'delta',
      delta: { epoch: 3, from: 8, version: 9, changes: [{ seat: 6, status: SOLD }], left: [] },
    });
  });

  test('with a batch is a delta over all of its versions', () => {
    const changes = [
      [1, 'HELD'],
      [2, 'AVAILABLE'],
    ];
    const seats = [
      { seat: 0, status: HELD },
      { seat: 1, status: AVAILABLE },
    ];
    assert.deepEqual(read('SEAT_BATCH', { from: 5, version: 9, changes }), {
      kind: 'delta',
      delta: { epoch: 3, from: 5, version: 9, changes: seats, left: [] },
    });
  });

  test('with places to stand says how many are left', () => {
    const pools = [{ section: 'FLOOR', capacity: 600, available: 597, held: 2, sold: 1 }];
    assert.deepEqual(read('SEAT_BATCH', { from: 5, version: 9, changes: [], pools }), {
      kind: 'delta',
      delta: { epoch: 3, from: 5, version: 9, changes: [], left: pools },
    });
  });

  test('without an id belongs to the epoch that is known', () => {
    const message = read('SEAT_UPDATE', { seatId: 7, status: 'SOLD', version: 9 }, null);
    assert.equal(message?.kind === 'delta' && message.delta.epoch, 2);
  });

  test('names the position of a new or resumed stream', () => {
    for (const name of ['INIT', 'RESYNC'])
      assert.deepEqual(read(name, { eventId: 4, epoch: 4, version: 12 }), at(12, 4));
  });

  test('by a name that this client does not know yet is ignored', () => {
    assert.equal(read('SEAT_GLOW', { seatId: 7 }), null);
    assert.deepEqual(reported, []);
  });
});

describe('a message that is not of the description', () => {
  const wrong: [string, unknown][] = [
    ['SEAT_UPDATE', { seatId: '7', status: 'SOLD', version: 9 }],
    ['SEAT_UPDATE', { seatId: 7, status: 'GONE', version: 9 }],
    ['SEAT_BATCH', { from: 5, version: 9 }],
    ['SEAT_BATCH', { from: 5, version: 9, changes: [[1, 'HELD'], [2]] }],
    ['SEAT_BATCH', { from: 5, version: 9, changes: [{ seatId: 1, status: 'HELD' }] }],
    ['SEAT_BATCH', { from: 5, version: 9, changes: [], pools: [{ section: 'FLOOR' }] }],
    ['SEAT_BATCH', 'no JSON'],
    ['SEAT_BATCH', 'null'],
    ['INIT', { epoch: 'three', version: 9 }],
  ];
  for (const [name, body] of wrong)
    test(`${name} ${JSON.stringify(body)} asks for a snapshot of its position, and is reported`, () => {
      assert.deepEqual(read(name, body), at(9));
      assert.deepEqual(reported, [name]);
    });

  test('is dropped when it has no position either', () => {
    assert.equal(read('SEAT_UPDATE', {}, null), null);
    assert.equal(read('INIT', { epoch: 'three', version: 9 }, null), null);
  });
});
