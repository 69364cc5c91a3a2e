/**
 * Keeps the seat map of one event up to date: a snapshot and the stream, and a new snapshot whenever the reducer needs one. Through
 * gaps, lost connections and restarts of the server it shows what is true or was true, and says which.
 */
import { backoffMs, withJitter } from '../backoff.ts';
import type { EventStream, StreamState } from '../event-stream.ts';
import type { Calls } from '../calls.ts';
import { asProblem, type Problem } from '../problem.ts';
import { emptyMap, reduce, type Change, type MapMessage, type MapState } from './map-state.ts';
import { getSnapshot, type SeatMapShape, type Snapshot } from './snapshot.ts';
import { readStreamEvent } from './stream-message.ts';

/** Only `live` may be shown as live. */
export type Connection = 'connecting' | 'live' | 'catching-up' | 'offline' | 'refused';

export interface SeatMapListener {
  /** What has changed since `before`: these seats or, with the first snapshot, `all`; none where only places to stand have. */
  onSeats?(changed: readonly Change[] | 'all', before: MapState): void;
  onConnection?(connection: Connection): void;
  /** The stream was live, and is not: until it is live again, what changes is missed. */
  onInterrupted?(): void;
}

const BACKOFF_FIRST_MS = 300;
const BACKOFF_MAX_MS = 5_000;
const FAILURES_UNTIL_OFFLINE = 3;

export class SeatMapFollower {
  readonly #calls: Calls;
  readonly #shape: SeatMapShape;
  readonly #listener: SeatMapListener;
  #state: MapState;
  #stream: EventStream | null = null;
  #streamState: Exclude<StreamState, 'ended'> = 'connecting';
  #connection: Connection | null = null;
  #wasLive = false;
  #fetching: AbortController | null = null;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(calls: Calls, shape: SeatMapShape, listener: SeatMapListener) {
    this.#calls = calls;
    this.#shape = shape;
    this.#listener = listener;
    this.#state = emptyMap(shape.seatCount);
  }

  /** Statuses by seat index (a seat's id less 1), places left by standing section, and the position that they are of. */
  get state(): Readonly<MapState> {
    return this.#state;
  }

  /** The first snapshot is here: what is shown is true or was true, never invented. */
  get known(): boolean {
    return this.#state.position !== null;
  }

  start(): void {
    this.#updateConnection();
    // In parallel: stream events that arrive before the snapshot wait in the reducer.
    if (this.#state.needsSnapshot) this.#fetchSnapshot();
    this.#openStream();
  }

  /** Closes the connection; `start` goes on from the same place. */
  pause(): void {
    clearTimeout(this.#retryTimer);
    this.#fetching?.abort();
    this.#fetching = null;
    this.#stream?.stop();
    this.#stream = null;
    this.#streamState = this.known ? 'catching-up' : 'connecting';
    if (this.known) this.#listener.onInterrupted?.();
    this.#updateConnection();
  }

  /** The network is back, or the page is visible again. */
  nudge(): void {
    this.#stream?.nudge();
    if (this.#state.needsSnapshot && !this.#fetching) {
      clearTimeout(this.#retryTimer);
      this.#fetchSnapshot();
    }
  }

  #apply(message: MapMessage): void {
    const before = this.#state;
    const { state, changed } = reduce(before, message);
    this.#state = state;
    if (before.position === null && state.position !== null)
      this.#listener.onSeats?.('all', before);
    else if (changed.length > 0 || state.left !== before.left)
      this.#listener.onSeats?.(changed, before);
    if (state.needsSnapshot && message.kind !== 'snapshot') this.#fetchSnapshot();
    this.#updateConnection();
  }

  #fetchSnapshot(): void {
    if (this.#fetching) return;
    const abort = new AbortController();
    this.#fetching = abort;
    getSnapshot(this.#calls, this.#shape, abort.signal).then(
      (snapshot) => {
        if (!abort.signal.aborted) this.#onSnapshot(snapshot);
      },
      (cause: unknown) => {
        if (!abort.signal.aborted) this.#onSnapshotFailed(asProblem(cause));
      },
    );
  }

  #onSnapshot(snapshot: Snapshot): void {
    this.#fetching = null;
    this.#failures = 0;
    const first = !this.known;
    this.#apply({ kind: 'snapshot', ...snapshot });
    if (!this.#state.needsSnapshot) return;
    // The first one was requested before the stream opened. Later on, a server that lags behind its own stream is given time.
    if (first) this.#fetchSnapshot();
    else this.#fetchLater(1);
  }

  #onSnapshotFailed(problem: Problem): void {
    this.#fetching = null;
    if (problem.status === 404) return this.#refuse();
    this.#failures += 1;
    this.#updateConnection();
    this.#fetchLater(this.#failures);
  }

  #fetchLater(failures: number): void {
    clearTimeout(this.#retryTimer);
    const wait = backoffMs(failures, BACKOFF_FIRST_MS, BACKOFF_MAX_MS);
    this.#retryTimer = setTimeout(
      () => this.#fetchSnapshot(),
      withJitter(wait, this.#calls.random),
    );
  }

  #openStream(): void {
    if (this.#stream) return;
    const path = `/api/events/${this.#shape.eventId}/seats/stream?batch=true`;
    this.#stream = this.#calls.stream(path, {
      onEvent: (event) => {
        const message = readStreamEvent(event, this.#state.position?.epoch ?? 0, (...mismatch) =>
          this.#calls.reportMismatch(...mismatch),
        );
        if (message) this.#apply(message);
      },
      onState: (state) => {
        if (state !== 'live' && this.#streamState === 'live') this.#listener.onInterrupted?.();
        this.#streamState = state === 'ended' ? 'offline' : state;
        this.#updateConnection();
      },
    });
    this.#stream.start();
  }

  /** There is no such map. */
  #refuse(): void {
    this.#streamState = 'refused';
    this.#updateConnection();
  }

  #updateConnection(): void {
    const connection = this.#currentConnection();
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#wasLive ||= connection === 'live';
    this.#listener.onConnection?.(connection);
  }

  #currentConnection(): Connection {
    if (this.#streamState === 'refused') return 'refused';
    if (this.#streamState === 'offline' || this.#failures >= FAILURES_UNTIL_OFFLINE)
      return 'offline';
    if (!this.known) return 'connecting';
    // A first snapshot that is older than the stream has never been live, so there is nothing to catch up with.
    if (this.#state.needsSnapshot) return this.#wasLive ? 'catching-up' : 'connecting';
    return this.#streamState;
  }
}
