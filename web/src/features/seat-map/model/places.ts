/** Finds seats by where they are, however the sections are drawn: a grid of square cells, each with the seats whose middle is in it. */
import type { Box } from './geometry';

/** In seats. Seats are a seat apart, so a cell has only a few. */
const CELL = 2;
/** A press this far from the middle of a seat still means it: there is no gap between four seats. */
const REACH = 0.75;

export class Places {
  private readonly left: number;
  private readonly top: number;
  private readonly across: number;
  private readonly down: number;
  /** Where the seats of each cell begin in `seats`. */
  private readonly starts: Uint32Array;
  private readonly seats: Uint32Array;

  constructor(
    private readonly x: Float32Array,
    private readonly y: Float32Array,
    box: Box,
  ) {
    this.left = box.left;
    this.top = box.top;
    this.across = Math.max(1, Math.ceil((box.right - box.left) / CELL));
    this.down = Math.max(1, Math.ceil((box.bottom - box.top) / CELL));
    this.starts = new Uint32Array(this.across * this.down + 1);
    this.seats = new Uint32Array(x.length);
    this.sort();
  }

  /** Sorts by counting: first how many seats each cell has, then each seat into the next free place of its cell. */
  private sort(): void {
    const { starts, seats } = this;
    for (let seat = 0; seat < seats.length; seat += 1) {
      const cell = this.cellOf(seat) + 1;
      starts[cell] = (starts[cell] ?? 0) + 1;
    }
    for (let cell = 1; cell < starts.length; cell += 1)
      starts[cell] = (starts[cell] ?? 0) + (starts[cell - 1] ?? 0);
    const next = starts.slice();
    for (let seat = 0; seat < seats.length; seat += 1) {
      const cell = this.cellOf(seat);
      const place = next[cell] ?? 0;
      seats[place] = seat;
      next[cell] = place + 1;
    }
  }

  /** The seat at a point, or -1. */
  at(x: number, y: number): number {
    let best = -1;
    let bestAway = REACH;
    const around = { left: x - REACH, right: x + REACH, top: y - REACH, bottom: y + REACH };
    this.visit(around, (seat) => {
      const away = Math.hypot((this.x[seat] ?? 0) - x, (this.y[seat] ?? 0) - y);
      if (away >= bestAway) return;
      best = seat;
      bestAway = away;
    });
    return best;
  }

  /** Every seat with its middle in the box, and some close beside it. */
  visit(box: Box, each: (seat: number) => void): void {
    const from = this.column(box.left);
    const to = this.column(box.right);
    const last = this.row(box.bottom);
    for (let row = this.row(box.top); row <= last; row += 1) {
      const end = this.starts[row * this.across + to + 1] ?? 0;
      for (let at = this.starts[row * this.across + from] ?? 0; at < end; at += 1)
        each(this.seats[at] ?? 0);
    }
  }

  /** How many seats `visit` would name. */
  count(box: Box): number {
    const [from, to] = [this.column(box.left), this.column(box.right)];
    const last = this.row(box.bottom);
    let sum = 0;
    for (let row = this.row(box.top); row <= last; row += 1) {
      const first = row * this.across;
      sum += (this.starts[first + to + 1] ?? 0) - (this.starts[first + from] ?? 0);
    }
    return sum;
  }

  private cellOf(seat: number): number {
    return this.row(this.y[seat] ?? 0) * this.across + this.column(this.x[seat] ?? 0);
  }

  private column(x: number): number {
    return Math.min(this.across - 1, Math.max(0, Math.floor((x - this.left) / CELL)));
  }

  private row(y: number): number {
    return Math.min(this.down - 1, Math.max(0, Math.floor((y - this.top) / CELL)));
  }
}
