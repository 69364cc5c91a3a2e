//! When each request of an open loop is due: at a fixed rate, whatever has become of those before it.

use std::time::Duration;

use tokio::time::Instant;

#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule {
    start: Instant,
    per_second: f64,
    /// How many there are.
    pub(super) count: u64,
}

impl Schedule {
    pub(super) fn new(start: Instant, per_second: f64, lasting: Duration) -> Self {
        let count = (per_second * lasting.as_secs_f64()).round() as u64;
        Self { start, per_second, count }
    }

    /// Counted from the start and not from the one before, so that nothing drifts.
    pub(super) fn due(&self, number: u64) -> Instant {
        self.start + Duration::from_secs_f64(number as f64 / self.per_second)
    }

    /// How many are due at this moment, from the first one.
    pub(super) fn due_by(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.start).as_secs_f64();
        let due = (since * self.per_second) as u64 + 1;
        due.min(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_due_does_not_depend_on_what_was_answered() {
        let start = Instant::now();
        let schedule = Schedule::new(start, 3.0, Duration::from_secs(10));
        assert_eq!(schedule.count, 30);
        assert_eq!(schedule.due(0), start);
        assert_eq!(schedule.due(27), start + Duration::from_secs(9), "a third of a second does not drift");
        assert_eq!(schedule.due_by(start), 1);
        assert_eq!(schedule.due_by(start + Duration::from_millis(700)), 3);
        assert_eq!(schedule.due_by(start + Duration::from_secs(60)), 30);
    }
}
