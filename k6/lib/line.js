// A line in front of a sale: what an operator does to it, and a visitor who joins, waits as long as the server says, and answers the call.
import { fail, sleep } from 'k6';

import * as api from './api.js';
import { entered, letIn, placesLost, polled } from './measure.js';

const OK = 200;
const OVER = ['ENDED', 'CLOSED'];
// Passes are asked for this long after a room has opened, at the latest.
const GUARDED_AFTER_SECONDS = 1;

export function open(event, cap) {
  const opened = api.operateLine(event, 'open', { cap, ceiling: 60000 });
  if (opened.status !== OK) {
    fail(`the line cannot be opened: ${opened.status} ${opened.body}`);
  }
  sleep(GUARDED_AFTER_SECONDS);
}

export const close = (event) => api.operateLine(event, 'close', {});

// The pass; nothing when it was not to be had in time.
export function pass(caller, event, withinMs) {
  const joined = api.enterLine(caller, event);
  if (joined.status !== OK) {
    return undefined;
  }
  entered.add(joined.timings.duration);
  const ticket = joined.json('ticket');
  return wait(caller, ticket, joined, Date.now() + withinMs);
}

function wait(caller, ticket, joined, until) {
  const number = joined.json('number');
  let place = joined;
  while (Date.now() < until) {
    const state = place.json('state');
    if (state === 'CALLED') {
      const claimed = api.claimPlace(caller, ticket);
      if (claimed.status === OK) {
        letIn.add(1);
        return claimed.json('entryToken');
      }
    }
    if (place.json('number') !== number || OVER.includes(state)) {
      placesLost.add(1);
      return undefined;
    }
    sleep(place.json('pollAfterMs') / 1000);
    const answer = api.place(caller, ticket);
    if (answer.status === OK) {
      polled.add(answer.timings.duration);
      place = answer;
    }
  }
  return undefined;
}
