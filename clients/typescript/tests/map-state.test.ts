import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  emptyMap,
  PENDING_MAX,
  reduce,
  type Delta,
  type MapMessage,
  type MapState,
} from '../src/seat-map/map-state.ts';
import { AVAILABLE, HELD, SOLD, unpack } from '../src/seat-map/status.ts';
import { comparePositions, parsePosition } from '../src/seat-map/position.ts';

const at = (version: number, epoch = 1) => ({ epoch, version });
const snapshot = (version: number, statuses: number[], epoch = 1, left = 600): MapMessage => ({
  kind: 'snapshot',
  position: at(version, epoch),
  statuses: Uint8Array.from(statuses),
  left: new Map([['FLOOR', left]]),
});
const delta = (
  from: number,
  version: number,
  changes: [number, number][],
  epoch = 1,
): MapMessage => ({
  kind: 'delta',
  delta: {
    ...{ epoch, from, version, left: [] },
    changes: changes.map(([seat, status]) => ({ seat, status })),
  },
});
const single = (version: number, seat: number, status: number, epoch = 1) =>
  delta(version - 1, version, [[seat, status]], epoch);
const after = (...messages: MapMessage[]): MapState =>
  messages.reduce((state, message) => reduce(state, message).state, emptyMap(4));
const seats = (state: MapState) => [...state.statuses];

describe('a snapshot', () => {
  test('fills the map and needs nothing more', () => {
    const state = after(snapshot(5, [0, 1, 2, 0]));
    assert.deepEqual(seats(state), [0, 1, 2, 0]);
    assert.equal(state.needsSnapshot, null);
  });

  test('that is older than what is known changes nothing', () => {
    const state = after(snapshot(5, [0, 1, 2, 0]), single(6, 0, SOLD), snapshot(5, [0, 0, 0, 0]));
    assert.deepEqual(seats(state), [2, 1, 2, 0]);
  });

  test('of a later epoch replaces a higher version', () => {
    const state = after(snapshot(500, [2, 2, 2, 2]), snapshot(1, [0, 0, 0, 1], 2));
    assert.deepEqual(seats(state), [0, 0, 0, 1]);
    assert.deepEqual(state.position, at(1, 2));
  });

  test('of another size is not a map of this event', () => {
    assert.equal(after(snapshot(5, [0, 0])).position, null);
  });

  test('says which seats differ from what was shown before', () => {
    const { changed } = reduce(after(snapshot(5, [0, 0, 0, 0])), snapshot(9, [0, 1, 0, 2]));
    assert.deepEqual(changed, [
      { seat: 1, status: HELD },
      { seat: 3, status: SOLD },
    ]);
  });

  test('older than the position that the server named is shown, and fetched again', () => {
    const state = after({ kind: 'position', position: at(9) }, snapshot(7, [0, 1, 0, 0]));
    assert.deepEqual(seats(state), [0, 1, 0, 0]);
    assert.deepEqual(state.needsSnapshot, at(9));
  });
});

describe('changes', () => {
  test('that follow are applied one by one', () => {
    const state = after(snapshot(5, [0, 0, 0, 0]), single(6, 1, HELD), single(7, 1, SOLD));
    assert.deepEqual(seats(state), [0, 2, 0, 0]);
    assert.deepEqual(state.position, at(7));
  });

  test('do not touch the map that a renderer may be reading', () => {
    const before = after(snapshot(5, [0, 0, 0, 0]));
    reduce(before, single(6, 1, HELD));
    assert.deepEqual(seats(before), [0, 0, 0, 0]);
  });

  test('that arrive twice or late are dropped', () => {
    const state = after(
      snapshot(5, [0, 0, 0, 0]),
      single(6, 1, HELD),
      single(6, 1, HELD),
      single(4, 1, AVAILABLE),
    );
    assert.deepEqual(seats(state), [0, 1, 0, 0]);
    assert.equal(state.needsSnapshot, null);
  });

  test('in a batch are applied together, even when part of it was known', () => {
    const state = after(
      snapshot(7, [0, 1, 0, 0]),
      delta(5, 9, [
        [1, SOLD],
        [2, HELD],
      ]),
    );
    assert.deepEqual(seats(state), [0, 2, 1, 0]);
    assert.deepEqual(state.position, at(9));
  });

  test('report only what really changed', () => {
    const { changed } = reduce(
      after(snapshot(5, [0, 1, 0, 0])),
      delta(5, 7, [
        [1, HELD],
        [2, HELD],
      ]),
    );
    assert.deepEqual(changed, [{ seat: 2, status: HELD }]);
  });

  test('of seats that do not exist are ignored', () => {
    assert.deepEqual(seats(after(snapshot(5, [0, 0, 0, 0]), single(6, 99, SOLD))), [0, 0, 0, 0]);
  });

  test('of an earlier epoch are dropped', () => {
    const state = after(snapshot(5, [0, 0, 0, 0], 2), single(900, 0, SOLD, 1));
    assert.deepEqual(seats(state), [0, 0, 0, 0]);
    assert.equal(state.needsSnapshot, null);
  });
});

describe('a gap', () => {
  const gapped = () => after(snapshot(5, [0, 0, 0, 0]), single(8, 3, SOLD));

  test('is never guessed at', () => {
    assert.deepEqual(seats(gapped()), [0, 0, 0, 0]);
    assert.deepEqual(gapped().position, at(5));
  });

  test('needs a snapshot that covers it', () => {
    assert.deepEqual(gapped().needsSnapshot, at(7));
  });

  test('is closed by the snapshot, and the pending deltas follow', () => {
    const state = reduce(gapped(), snapshot(7, [0, 1, 1, 0])).state;
    assert.deepEqual(seats(state), [0, 1, 1, 2]);
    assert.deepEqual(state.position, at(8));
    assert.equal(state.needsSnapshot, null);
    assert.deepEqual(state.pending, []);
  });

  test('that the snapshot does not close needs another one', () => {
    const state = reduce(gapped(), snapshot(6, [0, 1, 0, 0])).state;
    assert.deepEqual(seats(state), [0, 1, 0, 0]);
    assert.deepEqual(state.needsSnapshot, at(7));
  });

  test('into a new epoch needs a snapshot of that epoch', () => {
    assert.deepEqual(
      after(snapshot(5, [0, 0, 0, 0]), single(2, 0, HELD, 2)).needsSnapshot,
      at(1, 2),
    );
  });

  test('keeps a bounded number of pending deltas', () => {
    let state = gapped();
    for (let version = 9; version < 9 + PENDING_MAX + 5; version += 1) {
      state = reduce(state, single(version, 0, version % 2)).state;
      assert.ok(state.pending.length <= PENDING_MAX);
    }
    assert.ok((state.needsSnapshot?.version ?? 0) > 500);
  });
});

describe('a position named by the server', () => {
  test('that is already known needs no snapshot', () => {
    assert.equal(
      after(snapshot(5, [0, 0, 0, 0]), { kind: 'position', position: at(5) }).needsSnapshot,
      null,
    );
  });

  test('that is newer needs one, and deltas wait until it is here', () => {
    const lost = after(
      snapshot(5, [0, 0, 0, 0]),
      { kind: 'position', position: at(20) },
      single(21, 0, SOLD),
    );
    assert.deepEqual(lost.needsSnapshot, at(20));
    assert.deepEqual(seats(lost), [0, 0, 0, 0]);
    const found = reduce(lost, snapshot(20, [0, 1, 1, 0])).state;
    assert.deepEqual(seats(found), [2, 1, 1, 0]);
    assert.equal(found.needsSnapshot, null);
  });

  test('of a restarted server, whose epoch is later, needs one', () => {
    const state = after(snapshot(900, [0, 0, 0, 0]), { kind: 'position', position: at(0, 2) });
    assert.deepEqual(state.needsSnapshot, at(0, 2));
  });
});

test('whatever is lost, duplicated or delayed, the map ends up as the server has it', () => {
  let random = 7;
  const next = (below: number) => {
    random = (random * 1_103_515_245 + 12_345) & 0x7fffffff;
    return random % below;
  };
  for (let run = 0; run < 200; run += 1) {
    const truth = new Uint8Array(4);
    let left = 600;
    const history: Delta[] = [];
    let state = after(snapshot(0, [0, 0, 0, 0]));
    for (let version = 1; version <= 40; version += 1) {
      const change = { seat: next(4), status: next(3) };
      truth[change.seat] = change.status;
      left = next(600);
      const pools = [{ section: 'FLOOR', available: left }];
      history.push({ epoch: 1, from: version - 1, version, changes: [change], left: pools });
      const heard = [history.at(-1), history[next(history.length)]].filter(() => next(4) > 0);
      for (const one of heard) if (one) state = reduce(state, { kind: 'delta', delta: one }).state;
      if (state.needsSnapshot && next(3) === 0)
        state = reduce(state, snapshot(version, [...truth], 1, left)).state;
    }
    state = reduce(state, { kind: 'position', position: at(40) }).state;
    if (state.needsSnapshot) state = reduce(state, snapshot(40, [...truth], 1, left)).state;
    assert.deepEqual(seats(state), [...truth]);
    assert.equal(state.left.get('FLOOR'), left);
    assert.deepEqual(state.position, at(40));
  }
});

test('a packed map is read two bits a seat, low bits first', () => {
  assert.deepEqual([...(unpack(Uint8Array.of(0b10_01_00_10, 0b01), 5) ?? [])], [2, 0, 1, 2, 1]);
});

test('bytes that cannot be the map are refused', () => {
  assert.equal(unpack(Uint8Array.of(0, 0), 4), null);
  assert.equal(unpack(Uint8Array.of(0b11), 1), null);
});

test('positions are compared as a pair of numbers', () => {
  assert.deepEqual(parsePosition('12-9'), { epoch: 12, version: 9 });
  assert.equal(parsePosition('x'), null);
  assert.ok(comparePositions(at(10, 1), at(9, 1)) > 0);
  assert.ok(comparePositions(at(900, 1), at(1, 2)) < 0);
});

describe('places to stand', () => {
  const left = (state: MapState) => state.left.get('FLOOR');
  const counted = (from: number, version: number, available: number): MapMessage => ({
    kind: 'delta',
    delta: { epoch: 1, from, version, changes: [], left: [{ section: 'FLOOR', available }] },
  });

  test('are counted by the snapshot and by each delta after it', () => {
    assert.equal(left(after(snapshot(5, [0, 0, 0, 0]))), 600);
    assert.equal(left(after(snapshot(5, [0, 0, 0, 0]), counted(5, 7, 597))), 597);
    assert.equal(
      left(after(snapshot(5, [0, 0, 0, 0]), counted(5, 7, 597), single(8, 0, HELD))),
      597,
    );
  });

  test('beyond a gap are not counted before the snapshot that closes it', () => {
    const gap = after(snapshot(5, [0, 0, 0, 0]), counted(8, 9, 590));
    assert.equal(left(gap), 600);
    assert.equal(left(reduce(gap, snapshot(8, [0, 0, 0, 0])).state), 590);
  });
});
