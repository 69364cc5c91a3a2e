/**
 * The seats of one event as this page knows them: a pure reducer over snapshots and numbered deltas.
 *
 * Rules: a delta older than what is known is dropped; one that follows exactly is applied; a gap is never guessed at but sets
 * `needsSnapshot`, and until that snapshot is here the newer deltas wait in `pending`, which is bounded.
 */
import { comparePositions, type Position } from './position.ts';

export interface Change {
  /** Index of the seat, not its id. */
  seat: number;
  status: number;
}

/** How many places of a standing section are left. */
export interface PlacesLeft {
  section: string;
  available: number;
}

/** Seats that changed after version `from`, as they were at version `version`. */
export interface Delta {
  epoch: number;
  from: number;
  version: number;
  changes: Change[];
  /** Of the standing sections that changed. */
  left: PlacesLeft[];
}

/** By the name of the standing section. */
export type Left = ReadonlyMap<string, number>;

export interface MapState {
  statuses: Uint8Array;
  left: Left;
  /** `null` before the first snapshot. */
  position: Position | null;
  /** A snapshot that is at least this new must be fetched. */
  needsSnapshot: Position | null;
  pending: Delta[];
}

export type MapMessage =
  | { kind: 'snapshot'; position: Position; statuses: Uint8Array; left: Left }
  | { kind: 'delta'; delta: Delta }
  /** The server's own position: INIT of a new stream, or RESYNC when it cannot resume. */
  | { kind: 'position'; position: Position };

interface Step {
  state: MapState;
  /** Seats whose status differs from before. */
  changed: Change[];
}

/** Beyond this many deltas it is cheaper to fetch a newer snapshot, which replaces them all. */
export const PENDING_MAX = 512;

export const emptyMap = (seatCount: number): MapState => ({
  statuses: new Uint8Array(seatCount),
  left: new Map(),
  position: null,
  needsSnapshot: { epoch: 0, version: 0 },
  pending: [],
});

export function reduce(state: MapState, message: MapMessage): Step {
  switch (message.kind) {
    case 'snapshot':
      return onSnapshot(state, message);
    case 'delta':
      return onDelta(state, message.delta);
    case 'position':
      return onPosition(state, message.position);
  }
}

function onSnapshot(
  state: MapState,
  { position, statuses, left }: MapMessage & { kind: 'snapshot' },
): Step {
  const unchanged: Step = { state, changed: [] };
  if (statuses.length !== state.statuses.length) return unchanged;
  if (state.position && comparePositions(position, state.position) < 0) return unchanged;
  const wanted = state.needsSnapshot;
  const tooOld = wanted !== null && comparePositions(position, wanted) < 0;
  const changed = state.position === null ? [] : difference(state.statuses, statuses);
  let step: Step = {
    state: { statuses, left, position, needsSnapshot: tooOld ? wanted : null, pending: [] },
    changed,
  };
  for (const delta of state.pending) {
    const next = onDelta(step.state, delta);
    step = { state: next.state, changed: step.changed.concat(next.changed) };
  }
  return step;
}

function onDelta(state: MapState, delta: Delta): Step {
  const known = state.position;
  if (known && comparePositions({ epoch: delta.epoch, version: delta.version }, known) <= 0) {
    return { state, changed: [] };
  }
  const follows = known !== null && known.epoch === delta.epoch && delta.from <= known.version;
  if (state.needsSnapshot || !follows) return { state: enqueue(state, delta), changed: [] };
  const statuses = state.statuses.slice();
  const changed: Change[] = [];
  for (const change of delta.changes) {
    if (change.seat < 0 || change.seat >= statuses.length) continue;
    if (statuses[change.seat] === change.status) continue;
    statuses[change.seat] = change.status;
    changed.push(change);
  }
  const position = { epoch: delta.epoch, version: delta.version };
  return { state: { ...state, statuses, left: leftAfter(state.left, delta), position }, changed };
}

const leftAfter = (left: Left, delta: Delta): Left =>
  delta.left.length === 0
    ? left
    : new Map([...left, ...delta.left.map((one) => [one.section, one.available] as const)]);

/** Keeps a delta until the snapshot that closes its gap is here. */
function enqueue(state: MapState, delta: Delta): MapState {
  const needed = { epoch: delta.epoch, version: delta.from };
  if (state.pending.length >= PENDING_MAX) {
    return { ...state, needsSnapshot: { epoch: delta.epoch, version: delta.version }, pending: [] };
  }
  return {
    ...state,
    needsSnapshot: later(state.needsSnapshot, needed),
    pending: [...state.pending, delta],
  };
}

function onPosition(state: MapState, position: Position): Step {
  if (state.position && comparePositions(state.position, position) >= 0)
    return { state, changed: [] };
  return { state: { ...state, needsSnapshot: later(state.needsSnapshot, position) }, changed: [] };
}

const later = (a: Position | null, b: Position): Position =>
  a !== null && comparePositions(a, b) >= 0 ? a : b;

function difference(before: Uint8Array, after: Uint8Array): Change[] {
  const changed: Change[] = [];
  for (let seat = 0; seat < after.length; seat += 1) {
    const status = after[seat] ?? 0;
    if (before[seat] !== status) changed.push({ seat, status });
  }
  return changed;
}
