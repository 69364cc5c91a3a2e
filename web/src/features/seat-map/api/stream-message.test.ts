import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readStreamEvent } from './stream-message';
import { AVAILABLE, HELD, SOLD } from '../model/status';

const read = (event: string, body: unknown, id: string | null = '3-9') =>
  readStreamEvent({ event, id, data: typeof body === 'string' ? body : JSON.stringify(body) }, 2);

const report = vi.spyOn(console, 'error');
beforeEach(() => void report.mockImplementation(() => undefined));
afterEach(() => report.mockReset());

describe('a message of the contract', () => {
  test('with one change is a delta of one version', () => {
    expect(read('SEAT_UPDATE', { seatId: 7, status: 'SOLD', version: 9 })).toEqual({
      kind: 'delta',
      delta: { epoch: 3, from: 8, version: 9, changes: [{ seat: 6, status: SOLD }], left: [] },
    });
  });

  test('with a batch is a delta over all of its versions', () => {
    const changes = [
      [1, 'HELD'],
      [2, 'AVAILABLE'],
    ];
    expect(read('SEAT_BATCH', { from: 5, version: 9, changes })).toEqual({
      kind: 'delta',
      delta: {
        epoch: 3,
        from: 5,
        version: 9,
        changes: [
          { seat: 0, status: HELD },
          { seat: 1, status: AVAILABLE },
        ],
        left: [],
      },
    });
  });

  test('with places to stand says how many are left', () => {
    const pool = { section: 'FLOOR', capacity: 600, available: 597, held: 2, sold: 1 };
    const message = read('SEAT_BATCH', { from: 5, version: 9, changes: [], pools: [pool] });
    expect(message).toMatchObject({
      delta: { changes: [], left: [{ section: 'FLOOR', available: 597 }] },
    });
  });

  test('without an id belongs to the epoch that is known', () => {
    const message = read('SEAT_UPDATE', { seatId: 7, status: 'SOLD', version: 9 }, null);
    expect(message).toMatchObject({ delta: { epoch: 2 } });
  });

  test('names the position of a new or resumed stream', () => {
    for (const name of ['INIT', 'RESYNC']) {
      expect(read(name, { eventId: 4, epoch: 3, version: 9 })).toEqual({
        kind: 'position',
        position: { epoch: 3, version: 9 },
      });
    }
  });

  test('by a name that the page does not know yet is ignored', () => {
    expect(read('SEAT_GLOW', { seatId: 7 })).toBeNull();
    expect(report).not.toHaveBeenCalled();
  });
});

describe('a message that is not of the contract', () => {
  test.each([
    ['SEAT_UPDATE', { seatId: '7', status: 'SOLD', version: 9 }],
    ['SEAT_UPDATE', { seatId: 7, status: 'GONE', version: 9 }],
    ['SEAT_BATCH', { from: 5, version: 9 }],
    ['SEAT_BATCH', { from: 5, version: 9, changes: [[1, 'HELD'], [2]] }],
    ['SEAT_BATCH', { from: 5, version: 9, changes: [{ seatId: 1, status: 'HELD' }] }],
    ['SEAT_BATCH', { from: 5, version: 9, changes: [], pools: [{ section: 'FLOOR' }] }],
    ['SEAT_BATCH', 'no JSON'],
    ['SEAT_BATCH', 'null'],
  ])('%s %j asks for a snapshot of its position, and is reported', (name, body) => {
    expect(read(name, body)).toEqual({ kind: 'position', position: { epoch: 3, version: 9 } });
    expect(report).toHaveBeenCalledTimes(1);
  });

  test('is dropped when it has no position either', () => {
    expect(read('SEAT_UPDATE', {}, null)).toBeNull();
    expect(read('INIT', { epoch: 'three', version: 9 })).toBeNull();
  });
});
