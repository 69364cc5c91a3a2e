// A sale as it is: of twenty visits sixteen only look, three hold a seat and give it back, and one buys.
import exec from 'k6/execution';
import { sleep } from 'k6';

import { buy, hesitate, market } from '../lib/buyer.js';
import { visit } from '../lib/visitor.js';
import { limits } from '../lib/measure.js';
import { p95, ramp, size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

const { from, to, seconds } = size('mixed-traffic');
const VISITS = 20;
const LOOK = 16;
const HESITATE = 3;

export const options = {
  scenarios: {
    visitors: {
      executor: 'ramping-vus',
      startVUs: from,
      stages: ramp({ to, seconds }),
      gracefulStop: '40s',
    },
  },
  thresholds: limits({
    answered: 'rate>0.99',
    browsed: p95(500),
    held: p95(500),
    accepted: p95(500),
    decided: p95(2000),
    seats_won: 'count>0',
  }),
};

// A visit takes a second or more, and a seat in four visits out of twenty.
export const setup = () => market(Math.ceil((to * seconds * (VISITS - LOOK)) / VISITS) + to);

export default function visitOrBuy(sale) {
  const visitor = exec.scenario.iterationInTest;
  const turn = visitor % VISITS;
  const seat = sale.seats[Math.floor(visitor / VISITS) * (VISITS - LOOK) + (turn - LOOK)];
  if (turn < LOOK) {
    visit();
  } else if (turn < LOOK + HESITATE) {
    hesitate(sale, seat);
  } else {
    buy(sale, seat);
  }
  sleep(1);
}

export const handleSummary = summary('mixed-traffic');
