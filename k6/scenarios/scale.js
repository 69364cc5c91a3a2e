// A fixed rate for each instance, so twice the instances have to carry twice the rate: each visit holds a seat and gives it back.
import exec from 'k6/execution';

import { hesitate, market } from '../lib/buyer.js';
import { limits } from '../lib/measure.js';
import { p95, size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

const INSTANCES = Number(__ENV.INSTANCES || 1);
const { requestsPerInstance, seats, seconds } = size('scale');
const REQUESTS_PER_VISIT = 2;

export const options = {
  scenarios: {
    visitors: {
      executor: 'constant-arrival-rate',
      rate: (requestsPerInstance * INSTANCES) / REQUESTS_PER_VISIT,
      duration: `${seconds}s`,
      preAllocatedVUs: (requestsPerInstance * INSTANCES) / REQUESTS_PER_VISIT,
      gracefulStop: '20s',
    },
  },
  thresholds: limits({ answered: 'rate==1', held: p95(500), seats_refused: 'count==0' }),
};

export const setup = () => market(seats);

export default function change(sale) {
  const visitor = exec.scenario.iterationInTest;
  hesitate(sale, sale.seats[visitor % sale.seats.length]);
}

export const handleSummary = summary('scale');
