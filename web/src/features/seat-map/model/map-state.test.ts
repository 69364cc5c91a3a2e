import { describe, expect, test } from 'vitest';
import {
  emptyMap,
  PENDING_MAX,
  reduce,
  type Delta,
  type MapMessage,
  type MapState,
} from './map-state';
import { AVAILABLE, HELD, SOLD, unpack } from './status';
import { comparePositions, parsePosition } from './position';

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
    expect(seats(state)).toEqual([0, 1, 2, 0]);
    expect(state.needsSnapshot).toBeNull();
  });

  test('that is older than what is known changes nothing', () => {
    const state = after(snapshot(5, [0, 1, 2, 0]), single(6, 0, SOLD), snapshot(5, [0, 0, 0, 0]));
    expect(seats(state)).toEqual([2, 1, 2, 0]);
  });

  test('of a later epoch replaces a higher version', () => {
    const state = after(snapshot(500, [2, 2, 2, 2]), snapshot(1, [0, 0, 0, 1], 2));
    expect(seats(state)).toEqual([0, 0, 0, 1]);
    expect(state.position).toEqual(at(1, 2));
  });

  test('of another size is not a map of this event', () => {
    expect(after(snapshot(5, [0, 0])).position).toBeNull();
  });

  test('says which seats differ from what was shown before', () => {
    const { changed } = reduce(after(snapshot(5, [0, 0, 0, 0])), snapshot(9, [0, 1, 0, 2]));
    expect(changed).toEqual([
      { seat: 1, status: HELD },
      { seat: 3, status: SOLD },
    ]);
  });

  test('older than the position that the server named is shown, and fetched again', () => {
    const state = after({ kind: 'position', position: at(9) }, snapshot(7, [0, 1, 0, 0]));
    expect(seats(state)).toEqual([0, 1, 0, 0]);
    expect(state.needsSnapshot).toEqual(at(9));
  });
});

describe('changes', () => {
  test('that follow are applied one by one', () => {
    const state = after(snapshot(5, [0, 0, 0, 0]), single(6, 1, HELD), single(7, 1, SOLD));
    expect(seats(state)).toEqual([0, 2, 0, 0]);
    expect(state.position).toEqual(at(7));
  });

  test('do not touch the map that a renderer may be reading', () => {
    const before = after(snapshot(5, [0, 0, 0, 0]));
    reduce(before, single(6, 1, HELD));
    expect(seats(before)).toEqual([0, 0, 0, 0]);
  });

  test('that arrive twice or late are dropped', () => {
    const state = after(
      snapshot(5, [0, 0, 0, 0]),
      single(6, 1, HELD),
      single(6, 1, HELD),
      single(4, 1, AVAILABLE),
    );
    expect(seats(state)).toEqual([0, 1, 0, 0]);
    expect(state.needsSnapshot).toBeNull();
  });

  test('in a batch are applied together, even when part of it was known', () => {
    const state = after(
      snapshot(7, [0, 1, 0, 0]),
      delta(5, 9, [
        [1, SOLD],
        [2, HELD],
      ]),
    );
    expect(seats(state)).toEqual([0, 2, 1, 0]);
    expect(state.position).toEqual(at(9));
  });

  test('report only what really changed', () => {
    const { changed } = reduce(
      after(snapshot(5, [0, 1, 0, 0])),
      delta(5, 7, [
        [1, HELD],
        [2, HELD],
      ]),
    );
    expect(changed).toEqual([{ seat: 2, status: HELD }]);
  });

  test('of seats that do not exist are ignored', () => {
    expect(seats(after(snapshot(5, [0, 0, 0, 0]), single(6, 99, SOLD)))).toEqual([0, 0, 0, 0]);
  });

  test('of an earlier epoch are dropped', () => {
    const state = after(snapshot(5, [0, 0, 0, 0], 2), single(900, 0, SOLD, 1));
    expect(seats(state)).toEqual([0, 0, 0, 0]);
    expect(state.needsSnapshot).toBeNull();
  });
});

describe('a gap', () => {
  const gapped = () => after(snapshot(5, [0, 0, 0, 0]), single(8, 3, SOLD));

  test('is never guessed at', () => {
    expect(seats(gapped())).toEqual([0, 0, 0, 0]);
    expect(gapped().position).toEqual(at(5));
  });

  test('needs a snapshot that covers it', () => {
    expect(gapped().needsSnapshot).toEqual(at(7));
  });

  test('is closed by the snapshot, and the pending deltas follow', () => {
    const state = reduce(gapped(), snapshot(7, [0, 1, 1, 0])).state;
    expect(seats(state)).toEqual([0, 1, 1, 2]);
    expect(state.position).toEqual(at(8));
    expect(state.needsSnapshot).toBeNull();
    expect(state.pending).toEqual([]);
  });

  test('that the snapshot does not close needs another one', () => {
    const state = reduce(gapped(), snapshot(6, [0, 1, 0, 0])).state;
    expect(seats(state)).toEqual([0, 1, 0, 0]);
    expect(state.needsSnapshot).toEqual(at(7));
  });

  test('into a new epoch needs a snapshot of that epoch', () => {
    expect(after(snapshot(5, [0, 0, 0, 0]), single(2, 0, HELD, 2)).needsSnapshot).toEqual(at(1, 2));
  });

  test('keeps a bounded number of pending deltas', () => {
    let state = gapped();
    for (let version = 9; version < 9 + PENDING_MAX + 5; version += 1) {
      state = reduce(state, single(version, 0, version % 2)).state;
      expect(state.pending.length).toBeLessThanOrEqual(PENDING_MAX);
    }
    expect(state.needsSnapshot?.version).toBeGreaterThan(500);
  });
});

describe('a position named by the server', () => {
  test('that is already known needs no snapshot', () => {
    expect(
      after(snapshot(5, [0, 0, 0, 0]), { kind: 'position', position: at(5) }).needsSnapshot,
    ).toBeNull();
  });

  test('that is newer needs one, and deltas wait until it is here', () => {
    const lost = after(
      snapshot(5, [0, 0, 0, 0]),
      { kind: 'position', position: at(20) },
      single(21, 0, SOLD),
    );
    expect(lost.needsSnapshot).toEqual(at(20));
    expect(seats(lost)).toEqual([0, 0, 0, 0]);
    const found = reduce(lost, snapshot(20, [0, 1, 1, 0])).state;
    expect(seats(found)).toEqual([2, 1, 1, 0]);
    expect(found.needsSnapshot).toBeNull();
  });

  test('of a restarted server, whose epoch is later, needs one', () => {
    const state = after(snapshot(900, [0, 0, 0, 0]), { kind: 'position', position: at(0, 2) });
    expect(state.needsSnapshot).toEqual(at(0, 2));
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
    expect(seats(state)).toEqual([...truth]);
    expect(state.left.get('FLOOR')).toBe(left);
    expect(state.position).toEqual(at(40));
  }
});

test('a packed map is read two bits a seat, low bits first', () => {
  expect([...(unpack(Uint8Array.of(0b10_01_00_10, 0b01), 5) ?? [])]).toEqual([2, 0, 1, 2, 1]);
});

test('bytes that cannot be the map are refused', () => {
  expect(unpack(Uint8Array.of(0, 0), 4)).toBeNull();
  expect(unpack(Uint8Array.of(0b11), 1)).toBeNull();
});

test('positions are compared as a pair of numbers', () => {
  expect(parsePosition('12-9')).toEqual({ epoch: 12, version: 9 });
  expect(parsePosition('x')).toBeNull();
  expect(comparePositions(at(10, 1), at(9, 1))).toBeGreaterThan(0);
  expect(comparePositions(at(900, 1), at(1, 2))).toBeLessThan(0);
});

describe('places to stand', () => {
  const left = (state: MapState) => state.left.get('FLOOR');
  const counted = (from: number, version: number, available: number): MapMessage => ({
    kind: 'delta',
    delta: { epoch: 1, from, version, changes: [], left: [{ section: 'FLOOR', available }] },
  });

  test('are counted by the snapshot and by each delta after it', () => {
    expect(left(after(snapshot(5, [0, 0, 0, 0])))).toBe(600);
    expect(left(after(snapshot(5, [0, 0, 0, 0]), counted(5, 7, 597)))).toBe(597);
    expect(left(after(snapshot(5, [0, 0, 0, 0]), counted(5, 7, 597), single(8, 0, HELD)))).toBe(
      597,
    );
  });

  test('beyond a gap are not counted before the snapshot that closes it', () => {
    const gap = after(snapshot(5, [0, 0, 0, 0]), counted(8, 9, 590));
    expect(left(gap)).toBe(600);
    expect(left(reduce(gap, snapshot(8, [0, 0, 0, 0])).state)).toBe(590);
  });
});
