// A buyer, who is a guest, holds a seat, orders it with one idempotency key until there is an answer, and follows the order to its end.
import { fail, sleep } from 'k6';

import * as api from './api.js';
import { guest } from './guest.js';
import {
  accepted,
  decided,
  held,
  ordersBegun,
  ordersSettled,
  seatsRefused,
  seatsWon,
} from './measure.js';

const CREATED = 201;
// The codes of a seat that another buyer has.
const TAKEN = ['RESERVATION_CONFLICT', 'SEAT_SOLD'];
const HOLD_SECONDS = 60;
const POLL_SECONDS = 0.1;
const RETRY_SECONDS = 1;
// A hold lasts for a minute, so an order without an answer for half of it is given up.
const ORDER_WITHIN_MS = 30000;

// The largest market: what `setup` of every script that buys gives to its buyers.
export const market = (wanted) => open(wanted, (one, other) => other.available - one.available);

// The smallest market, so that its buyers meet.
export const smallMarket = (wanted) =>
  open(wanted, (one, other) => one.available - other.available);

// The first event, in this order, that is on sale to all and has so many free seats.
function open(wanted, order) {
  const listed = api.events();
  if (listed.status !== 200) {
    fail(`the events cannot be read: ${listed.status} ${listed.error}`);
  }
  const isOnSale = ({ onSaleAt, serverTime }) => new Date(onSaleAt) <= new Date(serverTime);
  const rooms = api.lines();
  const inLine = rooms.status === 200 ? rooms.json('items').map(({ eventId }) => eventId) : [];
  const isOpen = (event) => isOnSale(event) && !inLine.includes(event.id);
  const fitting = listed
    .json('items')
    .filter((event) => isOpen(event) && event.available >= wanted);
  if (fitting.length === 0) {
    fail(`no event on sale has ${wanted} free seats`);
  }
  const [event] = fitting.sort(order);
  const free = api
    .seatMap(event.id)
    .json('seats')
    .filter((seat) => seat.status === 'AVAILABLE');
  const seats = free.slice(0, wanted).map((seat) => seat.id);
  return { event: event.id, seats };
}

// One purchase: 'won', 'refused' (another buyer holds the seat), 'lost' (the order was cancelled or refused) or 'unknown'.
export function buy({ event, pass }, seat) {
  const caller = guest();
  const hold = holdSeat(caller, event, seat, pass);
  if (hold !== 'held') {
    return hold;
  }
  ordersBegun.add(1);
  const until = Date.now() + ORDER_WITHIN_MS;
  const orderId = orderSeat(caller, event, seat, until);
  const outcome = orderId ? follow(caller, orderId, until) : orderId;
  if (outcome === undefined) {
    return 'unknown';
  }
  ordersSettled.add(1);
  if (outcome !== 'CONFIRMED') {
    return 'lost';
  }
  seatsWon.add(1);
  return 'won';
}

// A hold and its release: a visitor who changes their mind.
export function hesitate({ event }, seat) {
  const caller = guest();
  if (holdSeat(caller, event, seat) === 'held') {
    api.release(caller, event, seat);
  }
}

function holdSeat(caller, event, seat, pass) {
  if (!caller) {
    return 'unknown';
  }
  const response = api.hold(caller, event, seat, HOLD_SECONDS, pass);
  if (!api.isAnswer(response)) {
    return 'unknown';
  }
  held.add(response.timings.duration);
  if (TAKEN.includes(response.json('code'))) {
    seatsRefused.add(1);
    return 'refused';
  }
  return response.status === CREATED ? 'held' : 'unknown';
}

// The id of the accepted order; null when it was refused, undefined when there was no answer in time. Repeating the key is safe.
function orderSeat(caller, event, seat, until) {
  // Keys belong to who asks, so two buyers of one seat have two.
  const key = `k6-seat-${event}-${seat}`;
  while (Date.now() < until) {
    const response = api.placeOrder(caller, event, seat, key);
    if (response.status === CREATED) {
      accepted.add(response.timings.duration);
      return response.json('orderId');
    }
    if (api.isAnswer(response) && response.json('code') !== 'IDEMPOTENCY_KEY_IN_PROGRESS') {
      return null;
    }
    sleep(RETRY_SECONDS);
  }
  return undefined;
}

// CONFIRMED or CANCELLED; undefined when it was neither in time.
function follow(caller, orderId, until) {
  const since = Date.now();
  while (Date.now() < until) {
    const response = api.order(caller, orderId);
    if (response.status === 200 && response.json('status') !== 'CREATED') {
      decided.add(Date.now() - since);
      return response.json('status');
    }
    sleep(POLL_SECONDS);
  }
  return undefined;
}
