//! Stops asking somebody who does not answer, so that their trouble does not become everybody's waiting.

use std::time::Duration;

use parking_lot::Mutex;
use primitives::Timestamp;

use crate::metrics;

const FAILURES_MAX: u32 = 5;
const OPEN_FOR: Duration = Duration::from_secs(1);

/// Opens after some failures in a row. While it is open nobody gets through, except one every second who tries whether it is
/// worth while again.
#[derive(Debug)]
pub struct Breaker {
    /// The service behind it, for the metrics.
    peer: &'static str,
    record: Mutex<Record>,
}

#[derive(Debug, Default)]
struct Record {
    failures: u32,
    open_until: Option<Timestamp>,
}

impl Breaker {
    #[must_use]
    pub fn new(peer: &'static str) -> Self {
        metrics::breaker(peer, false);
        Self { peer, record: Mutex::default() }
    }

    /// Whether to ask now.
    pub fn lets_through(&self, now: Timestamp) -> bool {
        let mut record = self.record.lock();
        match record.open_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                record.open_until = Some(now.plus(OPEN_FOR));
                true
            }
        }
    }

    pub fn answered(&self) {
        let before = std::mem::take(&mut *self.record.lock()).open_until;
        if before.is_some() {
            metrics::breaker(self.peer, false);
            tracing::info!(peer = self.peer, "a service answers again");
        }
    }

    pub fn failed(&self, now: Timestamp) {
        let mut record = self.record.lock();
        record.failures = record.failures.saturating_add(1);
        if record.failures < FAILURES_MAX {
            return;
        }
        let is_news = record.open_until.replace(now.plus(OPEN_FOR)).is_none();
        drop(record);
        if is_news {
            metrics::breaker(self.peer, true);
            tracing::warn!(
                peer = self.peer,
                "a service does not answer, and is asked once a second until it does"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_failures_in_a_row_one_caller_a_second_gets_through_until_an_answer_comes() {
        let breaker = Breaker::new("catalog");
        let start = Timestamp::from_micros(0);
        for _ in 0..FAILURES_MAX {
            assert!(breaker.lets_through(start));
            breaker.failed(start);
        }
        assert!(!breaker.lets_through(start));
        let later = start.plus(OPEN_FOR);
        assert!(breaker.lets_through(later));
        assert!(!breaker.lets_through(later), "a second caller got through");
        breaker.answered();
        assert!(breaker.lets_through(later) && breaker.lets_through(later));
    }
}
