/** The basket of this tab, still there after a reload. The rules are in `basket`. */
import { create } from 'zustand';
import { recall, remember } from '@/lib/storage';
import {
  basketState,
  EMPTY,
  onBasket,
  seatIdsIn,
  type Basket,
  type BasketEvent,
  type Places,
} from '../model/basket';

const KEPT_AS = 'basket';

export const useBasket = create<Basket>(() => recall('tab', KEPT_AS, basketState) ?? EMPTY);

function dispatch(event: BasketEvent): Basket {
  const before = useBasket.getState();
  const basket = onBasket(before, event);
  if (basket !== before) {
    remember('tab', KEPT_AS, basket);
    useBasket.setState(basket);
  }
  return basket;
}

export const openBasket = (eventId: number, seatCount: number): void =>
  void dispatch({ kind: 'opened', eventId, seatCount });

type Toggled = 'added' | 'removed' | 'full';

export function toggleSeat(seatId: number): Toggled {
  const before = useBasket.getState();
  const basket = dispatch({ kind: 'toggled', seatId });
  if (basket === before) return 'full';
  return basket.lines.length > before.lines.length ? 'added' : 'removed';
}

export const addSeats = (seatIds: readonly number[]): void =>
  void dispatch({ kind: 'added', seatIds });

export const replaceSeats = (seatIds: readonly number[]): void =>
  void dispatch({ kind: 'replaced', seatIds });

export const emptyBasket = (): void => void dispatch({ kind: 'emptied' });

export const countPlaces = (places: Places): void => void dispatch({ kind: 'counted', ...places });

export const loseSeats = (seatIds: readonly number[]): void =>
  void dispatch({ kind: 'lost', seatIds });

export const acknowledgeLost = (): void => void dispatch({ kind: 'acknowledged' });

/** The chosen seats of the moment, for what is no component. */
export const chosenSeatIds = (): number[] => seatIdsIn(useBasket.getState().lines);
