// Buyers arrive faster and faster, whatever becomes of those before them: hold, order, follow the order to its end.
import exec from 'k6/execution';

import { buy, market } from '../lib/buyer.js';
import { limits } from '../lib/measure.js';
import { p95, ramp, size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

const { from, to, seconds } = size('order-flow');

export const options = {
  scenarios: {
    buyers: {
      executor: 'ramping-arrival-rate',
      startRate: from,
      stages: ramp({ to, seconds }),
      preAllocatedVUs: 10 * to,
      gracefulStop: '40s',
    },
  },
  thresholds: limits({
    answered: 'rate>0.995',
    accepted: p95(300),
    decided: p95(2000),
    seats_won: 'count>0',
  }),
};

export const setup = () => market(to * seconds);

export default function purchase(sale) {
  buy(sale, sale.seats[exec.scenario.iterationInTest]);
}

export const handleSummary = summary('order-flow');
