//! What operators see of the calls between services. Labels are names of services and calls, never ids.

use metrics::{counter, gauge, histogram};
use tokio::time::Instant;

pub(crate) fn breaker(peer: &'static str, open: bool) {
    gauge!("holdfast_peers_breaker_open", "peer" => peer).set(if open { 1.0 } else { 0.0 });
}

pub(crate) fn rejected(peer: &'static str) {
    counter!("holdfast_peers_not_asked_total", "peer" => peer).increment(1);
}

/// Measures one attempt. Dropped before it ended, because the caller's deadline passed, it counts as unavailable.
pub(crate) struct Timed {
    peer: &'static str,
    call: &'static str,
    outcome: &'static str,
    began: Instant,
}

impl Timed {
    pub(crate) fn begin(peer: &'static str, call: &'static str) -> Self {
        Self { peer, call, outcome: "unavailable", began: Instant::now() }
    }

    pub(crate) fn ended(mut self, outcome: &'static str) {
        self.outcome = outcome;
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        let labels = [("peer", self.peer), ("call", self.call), ("outcome", self.outcome)];
        histogram!("holdfast_peers_call_seconds", &labels).record(self.began.elapsed().as_secs_f64());
    }
}
