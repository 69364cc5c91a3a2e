//! The metrics that say how a sale is going, as one body.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use contracts::http::operator::{PromiseTotalsBody, SaleHealthBody};
use telemetry::MetricSamples;

/// The outboxes that messages of a sale wait in.
const OUTBOXES: [&str; 4] = ["catalog", "reservation", "order", "payment"];
/// States that an order never leaves.
const ENDED: [&str; 2] = ["DONE", "CANCELLED"];

pub(super) fn read(samples: &MetricSamples, uptime: Duration) -> SaleHealthBody {
    SaleHealthBody {
        uptime_seconds: uptime.as_secs_f64(),
        holds: by(samples, "reservation_holds_total", "outcome"),
        held_seats: one(samples, "reservation_live_seats").unwrap_or_default(),
        placed_orders: by(samples, "order_placed_total", "outcome"),
        order_states: order_states(samples),
        outbox_ages: outbox_ages(samples),
        promises: promises(samples),
    }
}

/// A metric by the values of one of its labels.
fn by<T: FromStr>(samples: &MetricSamples, name: &str, label: &str) -> BTreeMap<String, T> {
    let pairs =
        samples.of(name).filter_map(|sample| Some((sample.label(label)?.to_owned(), sample.value()?)));
    pairs.collect()
}

fn one<T: FromStr>(samples: &MetricSamples, name: &str) -> Option<T> {
    samples.of(name).find_map(|sample| sample.value())
}

/// The census counts what is unfinished, so that it costs the same at the end of a sale; what has ended is counted as it ends.
fn order_states(samples: &MetricSamples) -> BTreeMap<String, u64> {
    let mut states = by(samples, "order_sagas_count", "state");
    let ended: BTreeMap<String, u64> = by(samples, "order_settled_total", "state");
    states.extend(ended.into_iter().filter(|(state, _)| ENDED.contains(&state.as_str())));
    states
}

fn outbox_ages(samples: &MetricSamples) -> BTreeMap<String, f64> {
    let age = |outbox: &str| one(samples, &format!("{outbox}_outbox_oldest_unsent_seconds"));
    OUTBOXES.into_iter().filter_map(|outbox| Some((outbox.to_owned(), age(outbox)?))).collect()
}

fn promises(samples: &MetricSamples) -> BTreeMap<String, PromiseTotalsBody> {
    let breaches = by::<u64>(samples, "invariant_violations_total", "invariant");
    let mut promises: BTreeMap<String, PromiseTotalsBody> = BTreeMap::new();
    for (promise, checks) in by(samples, "invariant_checks_total", "invariant") {
        promises.entry(promise).or_default().checks = checks;
    }
    for (promise, breaches) in breaches {
        promises.entry(promise).or_default().breaches = breaches;
    }
    promises
}
