/** What the buyer has chosen and not yet held: local, free, reversible, and still there after a reload. */
import { create } from 'zustand';
import { isRecord, recall, remember } from '@/lib/storage';

export const SEATS_MAX = 8;

interface Selection {
  eventId: number | null;
  /** Seat indexes in the order in which they were chosen. */
  seats: readonly number[];
  /** Chosen seats that somebody else took since the buyer last looked. */
  lost: readonly number[];
}

const KEPT_AS = 'selection';

const fits = (value: unknown): value is Selection =>
  isRecord(value) &&
  typeof value.eventId === 'number' &&
  Array.isArray(value.seats) &&
  value.seats.every((seat) => Number.isInteger(seat) && seat >= 0) &&
  Array.isArray(value.lost);

export const useSelection = create<Selection>(
  () => recall('tab', KEPT_AS, fits) ?? { eventId: null, seats: [], lost: [] },
);

useSelection.subscribe((selection) => remember('tab', KEPT_AS, selection));

/** Another event is another selection. */
export function chooseFor(eventId: number, seatCount: number): void {
  const { eventId: before, seats } = useSelection.getState();
  const same = before === eventId && seats.every((seat) => seat < seatCount);
  if (!same) useSelection.setState({ eventId, seats: [], lost: [] });
}

export type Toggled = 'added' | 'removed' | 'full';

export function toggleSeat(seat: number): Toggled {
  const { seats } = useSelection.getState();
  if (seats.includes(seat)) {
    useSelection.setState({ seats: seats.filter((other) => other !== seat) });
    return 'removed';
  }
  if (seats.length >= SEATS_MAX) return 'full';
  useSelection.setState({ seats: [...seats, seat], lost: [] });
  return 'added';
}

/** Somebody else has these now. */
export function loseSeats(gone: readonly number[]): void {
  const { seats, lost } = useSelection.getState();
  const mine = gone.filter((seat) => seats.includes(seat));
  if (mine.length === 0) return;
  useSelection.setState({
    seats: seats.filter((seat) => !mine.includes(seat)),
    lost: [...lost, ...mine].slice(-SEATS_MAX),
  });
}

export function addSeats(more: readonly number[]): void {
  const { seats } = useSelection.getState();
  const together = [...new Set([...seats, ...more])].slice(0, SEATS_MAX);
  useSelection.setState({ seats: together, lost: [] });
}

export const replaceSeats = (seats: readonly number[]): void =>
  useSelection.setState({ seats: seats.slice(0, SEATS_MAX), lost: [] });

export const forgetLost = (): void => useSelection.setState({ lost: [] });
