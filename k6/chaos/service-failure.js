// One instance of each service is killed while people buy. `cargo xtask k6 service-failure` kills them and starts them again.
import { outageMarket, traffic } from '../lib/outage.js';
import { limits } from '../lib/measure.js';
import { size } from '../lib/profile.js';
import { summary } from '../lib/summary.js';

export { buyer, reader, returning } from '../lib/outage.js';

const numbers = size('service-failure');

export const options = {
  scenarios: traffic(numbers),
  thresholds: limits({
    answered: 'rate>0.9',
    outage: 'max<30000',
    decided: 'max<30000',
    seats_won: 'count>0',
  }),
};

export const setup = () => outageMarket(numbers);

export const handleSummary = summary('service-failure');
