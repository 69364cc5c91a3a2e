// The load of design 000 itself: fifty clients that know nothing but a key want one place each, again and again. Only 200 (held, or sold out) and 409
// are answers.
import { sleep } from 'k6';

import * as api from '../lib/api.js';
import { limits, purchased, purchasesAnswered } from '../lib/measure.js';
import { p95, size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

const { buyers, seconds } = size('purchase-smoke');
const EVENT = 'E7';
const ANSWERS = [200, 409];
const PAUSE_SECONDS = 0.2;

export const options = {
  scenarios: {
    buyers: { executor: 'constant-vus', vus: buyers, duration: `${seconds}s` },
  },
  thresholds: limits({
    answered: 'rate==1',
    purchases_answered: 'rate==1',
    purchased: p95(500),
  }),
};

export default function purchase() {
  const response = api.purchase(EVENT, 1, Math.random().toString(36).slice(2));
  purchasesAnswered.add(ANSWERS.includes(response.status));
  purchased.add(response.timings.duration);
  sleep(PAUSE_SECONDS);
}

export const handleSummary = summary('purchase-smoke');
