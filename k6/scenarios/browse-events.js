// Visitors who look at events and seat maps, and come back with the ETag of what they have seen.
import { sleep } from 'k6';

import { visit } from '../lib/visitor.js';
import { limits } from '../lib/measure.js';
import { p95, ramp, size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

const { from, to, seconds } = size('browse-events');

export const options = {
  scenarios: {
    visitors: {
      executor: 'ramping-vus',
      startVUs: from,
      stages: ramp({ to, seconds }),
      gracefulStop: '20s',
    },
  },
  thresholds: limits({ answered: 'rate>0.99', browsed: p95(500), not_modified: 'count>0' }),
};

export default function browse() {
  visit();
  sleep(1);
}

export const handleSummary = summary('browse-events');
