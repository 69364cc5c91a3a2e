//! Every metric of the catalog, as a function.

use std::time::Duration;

use crate::domain::FetchReason;

/// The lag from the change of a seat to the moment its frame can be read.
pub(crate) fn fanned_out(lag: Duration) {
    metrics::histogram!("holdfast_catalog_fanout_lag_seconds").record(lag.as_secs_f64());
}

/// A reader had to fetch the map again.
pub(crate) fn resynced(reason: &'static str) {
    metrics::counter!("holdfast_catalog_resyncs_total", "reason" => reason).increment(1);
}

/// The catalog fetched a map again.
pub(crate) fn fetched(reason: FetchReason) {
    let reason = match reason {
        FetchReason::Unseen => "unseen",
        FetchReason::Gap => "gap",
        FetchReason::Epoch => "epoch",
        FetchReason::UnknownSeat => "unknown_seat",
        FetchReason::StaleSnapshot => "stale_snapshot",
        FetchReason::OtherSeats => "other_seats",
    };
    metrics::counter!("holdfast_catalog_fetches_total", "reason" => reason).increment(1);
}

/// Counts a stream until it is dropped.
#[derive(Debug)]
pub(crate) struct SseClient;

impl SseClient {
    pub(crate) fn connected() -> Self {
        metrics::gauge!("holdfast_catalog_sse_clients").increment(1.0);
        Self
    }
}

impl Drop for SseClient {
    fn drop(&mut self) {
        metrics::gauge!("holdfast_catalog_sse_clients").decrement(1.0);
    }
}
