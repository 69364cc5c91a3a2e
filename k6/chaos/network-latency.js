// Every engine is suddenly 50 ms further away, and near again after a while. `cargo xtask k6 network-latency` puts a slow link before
// each of them.
import { outageMarket, traffic } from '../lib/outage.js';
import { limits } from '../lib/measure.js';
import { p95, size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

export { buyer, reader, returning } from '../lib/outage.js';

const numbers = size('network-latency');

export const options = {
  scenarios: traffic(numbers),
  thresholds: limits({
    answered: 'rate>0.9',
    reads_answered: 'rate>0.99',
    held: p95(2000),
    accepted: p95(3000),
    outage: 'max<30000',
    seats_won: 'count>0',
  }),
};

export const setup = () => outageMarket(numbers);

export const handleSummary = summary('network-latency');
