// Redis stands still, and is killed later: nothing can be held meanwhile, but seat maps are shown. `cargo xtask k6 redis-failure` stops
// and kills it.
import { outageMarket, traffic } from '../lib/outage.js';
import { limits } from '../lib/measure.js';
import { size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

export { buyer, reader, returning } from '../lib/outage.js';

const numbers = size('redis-failure');

export const options = {
  scenarios: traffic(numbers),
  thresholds: limits({
    answered: 'rate>0.9',
    reads_answered: 'rate>0.99',
    outage: 'max<30000',
    seats_won: 'count>0',
  }),
};

export const setup = () => outageMarket(numbers);

export const handleSummary = summary('redis-failure');
