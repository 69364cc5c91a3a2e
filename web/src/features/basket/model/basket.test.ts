import { expect, test } from 'vitest';
import {
  areasIn,
  EMPTY,
  onBasket,
  placesIn,
  PLACES_MAX,
  seatIdsIn,
  type BasketEvent,
} from './basket';

const after = (...events: BasketEvent[]) => events.reduce(onBasket, { ...EMPTY, eventId: 4 });
const toggled = (seatId: number): BasketEvent => ({ kind: 'toggled', seatId });
const counted = (quantity: number, tier = 'adult'): BasketEvent => ({
  kind: 'counted',
  section: 'FLOOR',
  tier,
  quantity,
});

test('a seat that is tapped twice is as it was', () => {
  expect(seatIdsIn(after(toggled(3)).lines)).toEqual([3]);
  expect(after(toggled(3), toggled(3)).lines).toEqual([]);
});

test('the limit is never exceeded, and removing a seat makes room', () => {
  const full = after(...[1, 2, 3, 4, 5, 6, 7, 8].map(toggled));
  expect(onBasket(full, toggled(50))).toBe(full);
  const room = onBasket(full, toggled(1));
  expect(seatIdsIn(onBasket(room, toggled(50)).lines)).toEqual([2, 3, 4, 5, 6, 7, 8, 50]);
  expect(
    placesIn(
      after({ kind: 'added', seatIds: Array.from({ length: 20 }, (_, at) => at + 1) }).lines,
    ),
  ).toBe(PLACES_MAX);
});

test('a seat that another buyer takes leaves the basket, the rest stays', () => {
  const chosen = after({ kind: 'added', seatIds: [1, 2, 3, 2] });
  const basket = onBasket(chosen, { kind: 'lost', seatIds: [2, 77] });
  expect(seatIdsIn(basket.lines)).toEqual([1, 3]);
  expect(basket.lost).toEqual([2]);
  expect(onBasket(basket, { kind: 'lost', seatIds: [77] })).toBe(basket);
  expect(onBasket(basket, { kind: 'acknowledged' }).lost).toEqual([]);
});

test('a new choice makes what was lost old news', () => {
  const lost = after(toggled(1), { kind: 'lost', seatIds: [1] });
  expect(onBasket(lost, toggled(2)).lost).toEqual([]);
});

test('another event, or a seat that this event does not have, starts with nothing', () => {
  const basket = after(toggled(90));
  expect(onBasket(basket, { kind: 'opened', eventId: 4, seatCount: 100 })).toBe(basket);
  expect(onBasket(basket, { kind: 'opened', eventId: 5, seatCount: 100 }).lines).toEqual([]);
  expect(onBasket(basket, { kind: 'opened', eventId: 4, seatCount: 50 }).lines).toEqual([]);
});

test('an area has one line for each price, within the limit of all places', () => {
  const basket = after(toggled(1), counted(2), counted(3), counted(2, 'child'));
  expect(placesIn(basket.lines)).toBe(6);
  expect(basket.lines).toHaveLength(3);
  expect(placesIn(onBasket(basket, counted(50)).lines)).toBe(PLACES_MAX);
  expect(onBasket(basket, counted(0)).lines).toHaveLength(2);
  expect(onBasket(basket, counted(-1)).lines).toHaveLength(2);
});

test('other seats leave the places of an area alone, and a hold takes all of it', () => {
  const chosen = after(toggled(1), counted(2), { kind: 'replaced', seatIds: [8, 9] });
  expect(seatIdsIn(chosen.lines)).toEqual([8, 9]);
  expect(areasIn(chosen.lines)).toMatchObject([{ section: 'FLOOR', tier: 'adult', quantity: 2 }]);
  expect(onBasket(chosen, { kind: 'emptied' }).lines).toEqual([]);
});

test('a line stays where it is while it is counted', () => {
  const basket = after(counted(1), counted(1, 'youth'), counted(2));
  expect(basket.lines).toMatchObject([{ tier: 'adult' }, { tier: 'youth' }]);
});
