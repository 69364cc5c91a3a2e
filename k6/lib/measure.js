// Every metric of these scripts, and the limits that a script sets on some of them.
//
// k6 lets a limit on a timing or a share pass when nothing was measured. So each of those has a counter of its samples beside it, and a
// limit on one is a limit on both.
import { Counter, Rate, Trend } from 'k6/metrics';

const counters = {};
const sampled = {};

function count(name) {
  counters[name] = new Counter(name);
  return counters[name];
}

function withSamples(name, metric) {
  const samples = new Counter(samplesOf(name));
  sampled[name] = {
    add(value) {
      metric.add(value);
      samples.add(1);
    },
  };
  return sampled[name];
}

function samplesOf(name) {
  return `${name}_samples`;
}

const timing = (name) => withSamples(name, new Trend(name, true));
const share = (name) => withSamples(name, new Rate(name));

// Requests with an answer that is no server error.
export const answered = share('answered');
// The same for reads alone.
export const readsAnswered = share('reads_answered');
// The answer to one read of the catalog.
export const browsed = timing('browsed');
// The answer to a hold, granted or refused.
export const held = timing('held');
// The answer that accepts an order.
export const accepted = timing('accepted');
// From that answer to the end of the order.
export const decided = timing('decided');
// The answer to a purchase of a limited sale, and whether it is one of those that its source design names.
export const purchased = timing('purchased');
export const purchasesAnswered = share('purchases_answered');
// The answer that gives a place in a line, and each that says where it stands.
export const entered = timing('entered');
export const polled = timing('polled');
// How long no purchase had gone through, whenever one did or failed.
export const outage = timing('outage');

export const notModified = count('not_modified');
export const seatsWon = count('seats_won');
export const seatsRefused = count('seats_refused');
export const letIn = count('let_in');
export const placesLost = count('places_lost');
// An order is begun before its first request, and settled when its buyer knows the outcome.
export const ordersBegun = count('orders_begun');
export const ordersSettled = count('orders_settled');

// The thresholds of a script: `{ answered: 'rate>0.99', seats_won: 'count==100' }`.
export function limits(wanted) {
  const thresholds = { iterations: ['count>0'], dropped_iterations: ['count==0'] };
  for (const [name, limit] of Object.entries(wanted)) {
    if (!(name in counters) && !(name in sampled)) {
      throw new Error(`no metric is called ${name}`);
    }
    thresholds[name] = [limit];
    if (name in sampled) {
      thresholds[samplesOf(name)] = ['count>0'];
    }
  }
  return thresholds;
}
