//! A circuit breaker: stops calling a service that does not answer, so that its outage does not make every caller wait.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::metrics;

const FAILURES_MAX: u32 = 5;
const OPEN_FOR: Duration = Duration::from_secs(1);

/// Opens after some failures in a row. While it is open it rejects every call but one a second, which finds out whether the service
/// answers again.
#[derive(Debug)]
pub struct Breaker {
    /// The service behind it, for the metrics.
    peer: &'static str,
    record: Mutex<Record>,
}

#[derive(Debug, Default)]
struct Record {
    failures: u32,
    open_until: Option<Instant>,
}

impl Breaker {
    #[must_use]
    pub fn new(peer: &'static str) -> Self {
        metrics::breaker(peer, false);
        Self { peer, record: Mutex::default() }
    }

    /// Whether a call may be made now.
    pub fn allows(&self, now: Instant) -> bool {
        let mut record = self.record.lock();
        match record.open_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                record.open_until = Some(now + OPEN_FOR);
                true
            }
        }
    }

    pub fn succeeded(&self) {
        let before = std::mem::take(&mut *self.record.lock()).open_until;
        if before.is_some() {
            metrics::breaker(self.peer, false);
            tracing::info!(peer = self.peer, "the service answers again, the circuit breaker is closed");
        }
    }

    pub fn failed(&self, now: Instant) {
        let mut record = self.record.lock();
        record.failures = record.failures.saturating_add(1);
        if record.failures < FAILURES_MAX {
            return;
        }
        let has_opened = record.open_until.replace(now + OPEN_FOR).is_none();
        drop(record);
        if has_opened {
            metrics::breaker(self.peer, true);
            tracing::warn!(
                peer = self.peer,
                "the service does not answer, the circuit breaker is open and lets one call a second through"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_failures_in_a_row_one_call_a_second_is_allowed_until_one_is_answered() {
        let breaker = Breaker::new("catalog");
        let start = Instant::now();
        for _ in 0..FAILURES_MAX {
            assert!(breaker.allows(start));
            breaker.failed(start);
        }
        assert!(!breaker.allows(start));
        let later = start + OPEN_FOR;
        assert!(breaker.allows(later));
        assert!(!breaker.allows(later), "a second call was allowed");
        breaker.succeeded();
        assert!(breaker.allows(later) && breaker.allows(later));
    }
}
