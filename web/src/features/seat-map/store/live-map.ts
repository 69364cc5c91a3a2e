/**
 * The live map of one event as the page shows it: the seats, how many of each section are free, and how much changed during an
 * interruption. Nothing in here is React; components read summaries from it a few times a second.
 */
import { SeatMapFollower, type Connection } from '@holdfast/client/seat-map/follower';
import type { Change, MapState } from '@holdfast/client/seat-map/map-state';
import { AVAILABLE } from '@holdfast/client/seat-map/status';
import { holdfast } from '@/lib/api-client';
import type { Layout } from '../model/layout';

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

const SUM_UP_MS = 1_000;

export class LiveMap {
  readonly free: Int32Array;
  private readonly follower: SeatMapFollower;
  private connection: Connection = 'connecting';
  private missed: Missed | null = null;
  private readonly listeners = new Set<Partial<LiveMapListener>>();

  constructor(private readonly layout: Layout) {
    this.free = new Int32Array(layout.sections.length);
    const { eventId, count: seatCount, sections } = layout;
    const standing = sections.filter((section) => section.standing).map(({ name }) => name);
    this.follower = new SeatMapFollower(
      holdfast,
      { eventId, seatCount, standing },
      {
        onSeats: (changed, before) => this.onSeats(changed, before),
        onConnection: (connection) => this.onConnection(connection),
        onInterrupted: () => (this.missed = { seats: new Set(), places: 0 }),
      },
    );
  }

  get statuses(): Uint8Array {
    return this.follower.state.statuses;
  }

  /** The first snapshot is here: what is shown is true or was true, never invented. */
  get known(): boolean {
    return this.follower.known;
  }

  listen(listener: Partial<LiveMapListener>): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  start(): void {
    this.follower.start();
  }

  /** Closes the connection; `start` goes on from the same place. */
  pause(): void {
    this.follower.pause();
  }

  /** The network is back, or the page is visible again. */
  nudge(): void {
    this.follower.nudge();
  }

  private onSeats(changed: readonly Change[] | 'all', before: MapState): void {
    if (changed === 'all') this.countAll();
    else this.countChanges(changed, before.statuses);
    this.notify((listener) => listener.onSeats?.(this.statuses, changed));
  }

  private onConnection(connection: Connection): void {
    this.connection = connection;
    this.notify((listener) => listener.onConnection?.(connection));
    if (connection === 'live' && this.missed) this.sumUpSoon();
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
      if (this.statuses[seat] === AVAILABLE) this.addFree(seat, 1);
    }
  }

  private countChanges(changed: readonly Change[], before: Uint8Array): void {
    const places = this.countPlaces();
    if (this.missed) this.missed.places += places;
    for (const { seat, status } of changed) {
      if (before[seat] === AVAILABLE) this.addFree(seat, -1);
      if (status === AVAILABLE) this.addFree(seat, 1);
      this.missed?.seats.add(seat);
    }
  }

  /** Returns by how many places the sections differ from before. */
  private countPlaces(): number {
    let difference = 0;
    for (const { index, name, standing } of this.layout.sections) {
      if (!standing) continue;
      const left = this.follower.state.left.get(name) ?? 0;
      difference += Math.abs(left - (this.free[index] ?? 0));
      this.free[index] = left;
    }
    return difference;
  }

  private addFree(seat: number, difference: number): void {
    const section = this.layout.section[seat] ?? 0;
    this.free[section] = (this.free[section] ?? 0) + difference;
  }

  private notify(call: (listener: Partial<LiveMapListener>) => void): void {
    for (const listener of this.listeners) call(listener);
  }
}
