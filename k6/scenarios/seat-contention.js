// Two buyers for each of the seats of a small event, all at once: every seat is sold, and to one of them.
import exec from 'k6/execution';

import { buy, smallMarket } from '../lib/buyer.js';
import { limits } from '../lib/measure.js';
import { p95, size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

const { seats } = size('seat-contention');

export const options = {
  scenarios: {
    buyers: { executor: 'per-vu-iterations', vus: 2 * seats, iterations: 1, maxDuration: '60s' },
  },
  thresholds: limits({
    answered: 'rate==1',
    held: p95(500),
    seats_won: `count==${seats}`,
    seats_refused: `count==${seats}`,
  }),
};

export const setup = () => smallMarket(seats);

export default function contend(market) {
  const buyer = exec.scenario.iterationInTest;
  buy(market, market.seats[buyer % market.seats.length]);
}

export const handleSummary = summary('seat-contention');
