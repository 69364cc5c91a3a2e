/**
 * Keeps one map up to date: a snapshot and the stream, and a new snapshot whenever the reducer needs one. Nothing in here is React;
 * components read summaries from it a few times a second.
 */
import { backoffMs, withJitter } from '@/lib/backoff';
import type { EventStream, StreamOptions, StreamState } from '@/lib/event-stream';
import { asProblem, type Problem } from '@/lib/problem';
import type { Snapshot } from '../api/get-snapshot';
import { readStreamEvent } from '../api/stream-message';
import type { Layout } from '../model/layout';
import { emptyMap, reduce, type Change, type MapMessage, type MapState } from '../model/map-state';
import { AVAILABLE } from '../model/status';

/** What the page shows of the connection. Only `live` may look live. */
export type Connection = 'connecting' | 'live' | 'catching-up' | 'offline' | 'refused';

interface LiveMapPorts {
  getSnapshot(signal: AbortSignal): Promise<Snapshot>;
  openStream(options: Omit<StreamOptions, 'url'>): EventStream;
}

interface LiveMapListener {
  /** Synchronously, for the renderer; without changed seats when only places to stand have changed. */
  onSeats(statuses: Uint8Array, changed: readonly Change[] | 'all'): void;
  onConnection(connection: Connection): void;
  /** The stream was interrupted and is live again; this many seats changed in between. */
  onCaughtUp(seats: number): void;
}

/** What changed during an interruption. Places to stand are only counted. */
interface Missed {
  seats: Set<number>;
  places: number;
}

const nothingMissed = (): Missed => ({ seats: new Set(), places: 0 });

const BACKOFF_FIRST_MS = 300;
const BACKOFF_MAX_MS = 5_000;
const FAILURES_UNTIL_OFFLINE = 3;
const SUM_UP_MS = 1_000;

export class LiveMap {
  readonly free: Int32Array;
  private state: MapState;
  private stream: EventStream | null = null;
  private streamState: Exclude<StreamState, 'ended'> = 'connecting';
  private connection: Connection | null = null;
  private wasLive = false;
  private fetching: AbortController | null = null;
  private failures = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private missed: Missed | null = null;
  private readonly listeners = new Set<Partial<LiveMapListener>>();

  constructor(
    private readonly layout: Layout,
    private readonly ports: LiveMapPorts,
  ) {
    this.state = emptyMap(layout.count);
    this.free = new Int32Array(layout.sections.length);
  }

  get statuses(): Uint8Array {
    return this.state.statuses;
  }

  /** The first snapshot is here: what is shown is true or was true, never invented. */
  get known(): boolean {
    return this.state.position !== null;
  }

  listen(listener: Partial<LiveMapListener>): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  start(): void {
    this.updateConnection();
    // In parallel: stream events that arrive before the snapshot wait in the reducer.
    if (this.state.needsSnapshot) this.fetchSnapshot();
    this.openStream();
  }

  /** Closes the connection; `start` goes on from the same place. */
  pause(): void {
    clearTimeout(this.retryTimer);
    this.fetching?.abort();
    this.fetching = null;
    this.stream?.stop();
    this.stream = null;
    this.streamState = this.known ? 'catching-up' : 'connecting';
    this.missed = this.known ? nothingMissed() : null;
    this.updateConnection();
  }

  /** The network is back, or the page is visible again. */
  nudge(): void {
    this.stream?.nudge();
    if (this.state.needsSnapshot && !this.fetching) {
      clearTimeout(this.retryTimer);
      this.fetchSnapshot();
    }
  }

  private apply(message: MapMessage): void {
    const first = !this.known;
    const { state, changed } = reduce(this.state, message);
    const { statuses: before, left } = this.state;
    this.state = state;
    if (first && this.known) {
      this.countAll();
      this.notify((listener) => listener.onSeats?.(state.statuses, 'all'));
    } else if (changed.length > 0 || state.left !== left) {
      const places = this.countPlaces();
      for (const { seat, status } of changed) this.count(seat, before[seat] ?? 0, status);
      if (this.missed) {
        for (const { seat } of changed) this.missed.seats.add(seat);
        this.missed.places += places;
      }
      this.notify((listener) => listener.onSeats?.(state.statuses, changed));
    }
    if (state.needsSnapshot && message.kind !== 'snapshot') this.fetchSnapshot();
    this.updateConnection();
  }

  private fetchSnapshot(): void {
    if (this.fetching) return;
    const abort = new AbortController();
    this.fetching = abort;
    this.ports.getSnapshot(abort.signal).then(
      (snapshot) => {
        if (!abort.signal.aborted) this.onSnapshot(snapshot);
      },
      (cause: unknown) => {
        if (!abort.signal.aborted) this.onSnapshotFailed(asProblem(cause));
      },
    );
  }

  private onSnapshot(snapshot: Snapshot): void {
    this.fetching = null;
    this.failures = 0;
    const first = !this.known;
    this.apply({ kind: 'snapshot', ...snapshot });
    if (!this.state.needsSnapshot) return;
    // The first one was requested before the stream opened. Later on, a server that lags behind its own stream is given time.
    if (first) this.fetchSnapshot();
    else this.fetchLater(1);
  }

  private onSnapshotFailed(problem: Problem): void {
    this.fetching = null;
    if (problem.status === 404) return this.refuse();
    this.failures += 1;
    this.updateConnection();
    this.fetchLater(this.failures);
  }

  private fetchLater(failures: number): void {
    clearTimeout(this.retryTimer);
    const wait = withJitter(backoffMs(failures, BACKOFF_FIRST_MS, BACKOFF_MAX_MS));
    this.retryTimer = setTimeout(() => this.fetchSnapshot(), wait);
  }

  private openStream(): void {
    if (this.stream) return;
    this.stream = this.ports.openStream({
      onEvent: (event) => {
        const message = readStreamEvent(event, this.state.position?.epoch ?? 0);
        if (message) this.apply(message);
      },
      onState: (state) => {
        if (state !== 'live' && this.streamState === 'live') this.missed = nothingMissed();
        this.streamState = state === 'ended' ? 'offline' : state;
        this.updateConnection();
      },
    });
    this.stream.start();
  }

  /** There is no such map. */
  private refuse(): void {
    this.streamState = 'refused';
    this.updateConnection();
  }

  private updateConnection(): void {
    const connection = this.currentConnection();
    if (connection === this.connection) return;
    this.connection = connection;
    this.wasLive ||= connection === 'live';
    this.notify((listener) => listener.onConnection?.(connection));
    if (connection === 'live' && this.missed) this.sumUpSoon();
  }

  private currentConnection(): Connection {
    if (this.streamState === 'refused') return 'refused';
    if (this.streamState === 'offline' || this.failures >= FAILURES_UNTIL_OFFLINE) return 'offline';
    if (!this.known) return 'connecting';
    // A first snapshot that is older than the stream has never been live, so there is nothing to catch up with.
    if (this.state.needsSnapshot) return this.wasLive ? 'catching-up' : 'connecting';
    return this.streamState;
  }

  /** What was missed arrives within moments of the resume; then one sentence says how much it was. */
  private sumUpSoon(): void {
    setTimeout(() => {
      if (this.connection !== 'live' || !this.missed) return;
      const seats = this.missed.seats.size + this.missed.places;
      this.missed = null;
      this.notify((listener) => listener.onCaughtUp?.(seats));
    }, SUM_UP_MS);
  }

  private countAll(): void {
    this.free.fill(0);
    this.countPlaces();
    for (let seat = 0; seat < this.layout.count; seat += 1) {
      if (this.state.statuses[seat] === AVAILABLE) this.addFree(seat, 1);
    }
  }

  /** Returns by how many places the sections differ from before. */
  private countPlaces(): number {
    let difference = 0;
    for (const { index, name, standing } of this.layout.sections) {
      if (!standing) continue;
      const left = this.state.left.get(name) ?? 0;
      difference += Math.abs(left - (this.free[index] ?? 0));
      this.free[index] = left;
    }
    return difference;
  }

  private count(seat: number, before: number, after: number): void {
    if (before === AVAILABLE) this.addFree(seat, -1);
    if (after === AVAILABLE) this.addFree(seat, 1);
  }

  private addFree(seat: number, difference: number): void {
    const section = this.layout.section[seat] ?? 0;
    this.free[section] = (this.free[section] ?? 0) + difference;
  }

  private notify(call: (listener: Partial<LiveMapListener>) => void): void {
    for (const listener of this.listeners) call(listener);
  }
}
