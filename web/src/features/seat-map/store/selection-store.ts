/** What the buyer has selected and not yet held: local, free of cost, reversible, and still there after a reload. */
import * as v from 'valibot';
import { create } from 'zustand';
import { integer } from '@/api/contract';
import { recall, remember } from '@/lib/storage';

export const SEATS_MAX = 8;

interface Selection {
  eventId: number | null;
  /** Seat indexes in the order in which they were selected. */
  seats: readonly number[];
  /** Selected seats that other buyers have taken since this one last looked. */
  lost: readonly number[];
}

const KEPT_AS = 'selection';

const seats = v.array(v.pipe(integer, v.minValue(0)));
const selection = v.object({ eventId: v.nullable(integer), seats, lost: seats });

export const useSelection = create<Selection>(
  () => recall('tab', KEPT_AS, selection) ?? { eventId: null, seats: [], lost: [] },
);

useSelection.subscribe((state) => remember('tab', KEPT_AS, state));

/** Another event is another selection. */
export function selectFor(eventId: number, seatCount: number): void {
  const { eventId: before, seats } = useSelection.getState();
  const same = before === eventId && seats.every((seat) => seat < seatCount);
  if (!same) useSelection.setState({ eventId, seats: [], lost: [] });
}

type Toggled = 'added' | 'removed' | 'full';

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

/** Other buyers have these seats now. */
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
