// The traffic of every chaos script, at a steady rate: buyers, readers, and one buyer who comes again and again and notes for how long
// no purchase has gone through.
import exec from 'k6/execution';
import { sleep } from 'k6';

import { buy, market } from './buyer.js';
import { visit } from './visitor.js';
import { outage } from './measure.js';

const PAUSE_SECONDS = 0.5;
// A purchase by that buyer takes at least as long as the pause after it.
const RETURNS_PER_SECOND = 1 / PAUSE_SECONDS;
let lastWon = Date.now();

export function traffic({ buyersPerSecond, readersPerSecond, seconds }) {
  const steady = (rate, role) => ({
    executor: 'constant-arrival-rate',
    exec: role,
    rate,
    duration: `${seconds}s`,
    // A buyer of the outage waits for half a minute.
    preAllocatedVUs: 40 * rate,
    gracefulStop: '45s',
  });
  return {
    buyers: steady(buyersPerSecond, 'buyer'),
    readers: steady(readersPerSecond, 'reader'),
    returning: {
      executor: 'constant-vus',
      exec: 'returning',
      vus: 1,
      duration: `${seconds}s`,
      gracefulStop: '45s',
    },
  };
}

export function outageMarket({ buyersPerSecond, seconds }) {
  return market(Math.ceil((buyersPerSecond + RETURNS_PER_SECOND) * (seconds + 1)));
}

export function buyer(sale) {
  buy(sale, sale.seats[exec.scenario.iterationInTest]);
}

export const reader = visit;

export function returning(sale) {
  const number = exec.scenario.iterationInTest;
  const outcome = buy(sale, sale.seats[sale.seats.length - 1 - number]);
  outage.add(Date.now() - lastWon);
  if (outcome === 'won') {
    lastWon = Date.now();
  }
  sleep(PAUSE_SECONDS);
}
