/**
 * Keeps one map alive: a snapshot and the stream, and a new snapshot whenever the reducer asks.
 * Nothing in here is React; components read summaries from it a few times a second.
 */
import type { EventStream } from '@/lib/event-stream';
import { type StreamOptions, type StreamState } from '@/lib/event-stream';
import type { Problem } from '@/lib/problem';
import type { Snapshot } from '../api/get-snapshot';
import type { Layout } from '../model/layout';
import { emptyMap, reduce, type Change, type MapMessage, type MapState } from '../model/map-state';
import { AVAILABLE } from '../model/status';
import { readStreamEvent } from '../model/stream-message';

/** What the page says about the connection. Only `live` may look live. */
export type Connection = 'connecting' | 'live' | 'catching-up' | 'offline' | 'refused';

export interface LiveMapPorts {
  getSnapshot(signal: AbortSignal): Promise<Snapshot>;
  openStream(options: Omit<StreamOptions, 'url'>): EventStream;
}

export interface LiveMapListener {
  /** At once, for the renderer. */
  onSeats(statuses: Uint8Array, changed: readonly Change[] | 'all'): void;
  onConnection(connection: Connection): void;
  /** The stream was interrupted and is live again; so many seats changed meanwhile. */
  onCaughtUp(seats: number): void;
  onRefused(problem: Problem): void;
}

const RETRY_FIRST_MS = 300;
const RETRY_MAX_MS = 5_000;
const SUM_UP_MS = 1_000;

export class LiveMap {
  readonly free: Int32Array;
  private state: MapState;
  private stream: EventStream | null = null;
  private streamState: Exclude<StreamState, 'ended'> = 'connecting';
  private said: Connection | null = null;
  private wasLive = false;
  private fetching: AbortController | null = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private missed: Set<number> | null = null;
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

  get connection(): Connection {
    return this.said ?? 'connecting';
  }

  listen(listener: Partial<LiveMapListener>): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  start(): void {
    this.say();
    // At the same time: what the stream says before the snapshot is here waits in the reducer.
    if (this.state.needsSnapshot) this.fetchSnapshot();
    this.openStream();
  }

  /** Rests; `start` goes on from the same place. */
  pause(): void {
    clearTimeout(this.timer);
    this.fetching?.abort();
    this.fetching = null;
    this.stream?.stop();
    this.stream = null;
    this.streamState = this.known ? 'catching-up' : 'connecting';
    this.missed = this.known ? new Set() : null;
    this.say();
  }

  /** The network is back, or the page is looked at again. */
  nudge(): void {
    this.stream?.nudge();
    if (this.state.needsSnapshot && !this.fetching) {
      clearTimeout(this.timer);
      this.fetchSnapshot();
    }
  }

  private apply(message: MapMessage): void {
    const first = !this.known;
    const { state, changed } = reduce(this.state, message);
    const before = this.state.statuses;
    this.state = state;
    if (first && this.known) {
      this.countAll();
      this.tell((listener) => listener.onSeats?.(state.statuses, 'all'));
    } else if (changed.length > 0) {
      for (const { seat, status } of changed) this.count(seat, before[seat] ?? 0, status);
      if (this.missed) for (const { seat } of changed) this.missed.add(seat);
      this.tell((listener) => listener.onSeats?.(state.statuses, changed));
    }
    if (state.needsSnapshot && message.kind !== 'snapshot') this.fetchSnapshot();
    this.say();
  }

  private fetchSnapshot(): void {
    if (this.fetching) return;
    const abort = new AbortController();
    this.fetching = abort;
    this.ports.getSnapshot(abort.signal).then(
      ({ position, statuses }) => {
        if (abort.signal.aborted) return;
        this.fetching = null;
        this.failures = 0;
        const first = !this.known;
        this.apply({ kind: 'snapshot', position, statuses });
        // The first one was asked for before the stream. A server that lags behind its own is not asked in a hot loop.
        if (this.state.needsSnapshot && first) this.fetchSnapshot();
        else if (this.state.needsSnapshot) this.fetchLater(1);
      },
      (cause: Problem) => {
        if (abort.signal.aborted) return;
        this.fetching = null;
        if (cause.status === 404) return this.refuse(cause);
        this.failures += 1;
        this.say();
        this.fetchLater(this.failures);
      },
    );
  }

  private fetchLater(failures: number): void {
    clearTimeout(this.timer);
    const wait = Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), RETRY_MAX_MS);
    this.timer = setTimeout(() => this.fetchSnapshot(), wait * (0.5 + Math.random() / 2));
  }

  private openStream(): void {
    if (this.stream) return;
    this.stream = this.ports.openStream({
      onEvent: (event) => {
        const message = readStreamEvent(event, this.state.position?.epoch ?? 0);
        if (message) this.apply(message);
      },
      onState: (state) => {
        if (state !== 'live' && this.streamState === 'live') this.missed = new Set();
        this.streamState = state === 'ended' ? 'offline' : state;
        this.say();
      },
      onRefused: (problem) => this.refuse(problem),
    });
    this.stream.start();
  }

  private refuse(problem: Problem): void {
    this.streamState = 'refused';
    this.say();
    this.tell((listener) => listener.onRefused?.(problem));
  }

  private say(): void {
    const connection = this.truth();
    if (connection === this.said) return;
    this.said = connection;
    this.wasLive ||= connection === 'live';
    this.tell((listener) => listener.onConnection?.(connection));
    if (connection === 'live' && this.missed) this.sumUpSoon();
  }

  /** What was missed arrives within moments of the resume; then one sentence says how much it was. */
  private sumUpSoon(): void {
    setTimeout(() => {
      if (this.said !== 'live' || !this.missed) return;
      const seats = this.missed.size;
      this.missed = null;
      this.tell((listener) => listener.onCaughtUp?.(seats));
    }, SUM_UP_MS);
  }

  private truth(): Connection {
    if (this.streamState === 'refused') return 'refused';
    if (this.streamState === 'offline' || this.failures >= 3) return 'offline';
    if (!this.known) return 'connecting';
    // A first picture that is older than the stream has not been live yet, so there is nothing to catch up with.
    if (this.state.needsSnapshot) return this.wasLive ? 'catching-up' : 'connecting';
    // The first stream opens right after the first snapshot: nothing has been missed yet.
    return this.streamState === 'connecting' ? 'connecting' : this.streamState;
  }

  private countAll(): void {
    this.free.fill(0);
    for (let seat = 0; seat < this.layout.count; seat += 1) {
      if (this.state.statuses[seat] === AVAILABLE) this.add(seat, 1);
    }
  }

  private count(seat: number, before: number, after: number): void {
    if (before === AVAILABLE) this.add(seat, -1);
    if (after === AVAILABLE) this.add(seat, 1);
  }

  private add(seat: number, difference: number): void {
    const section = this.layout.section[seat] ?? 0;
    this.free[section] = (this.free[section] ?? 0) + difference;
  }

  private tell(say: (listener: Partial<LiveMapListener>) => void): void {
    for (const listener of this.listeners) say(listener);
  }
}
