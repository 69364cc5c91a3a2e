// All visitors at once, before a sale that lets in a few: each waits for its turn, buys one seat, and makes room for the next.
import exec from 'k6/execution';

import { buy, market } from '../lib/buyer.js';
import { guest } from '../lib/guest.js';
import * as line from '../lib/line.js';
import { limits } from '../lib/measure.js';
import { p95, size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

const { visitors, cap } = size('queue-rush');
const WITHIN_MS = 150000;

export const options = {
  scenarios: {
    visitors: {
      executor: 'per-vu-iterations',
      vus: visitors,
      iterations: 1,
      maxDuration: '170s',
    },
  },
  thresholds: limits({
    answered: 'rate>0.99',
    entered: p95(300),
    polled: p95(200),
    places_lost: 'count==0',
    let_in: `count==${visitors}`,
    seats_won: `count==${visitors}`,
  }),
};

export function setup() {
  const sale = market(visitors);
  line.open(sale.event, cap);
  return sale;
}

export default function rush(sale) {
  const buyer = exec.scenario.iterationInTest;
  const pass = line.pass(guest(), sale.event, WITHIN_MS);
  if (pass) {
    buy({ ...sale, pass }, sale.seats[buyer]);
  }
}

export const teardown = ({ event }) => line.close(event);

export const handleSummary = summary('queue-rush');
