//! Load shedding: how many undecided orders there may be. When orders come faster than they are decided, each waits longer than the one before,
//! until none is decided within its deadlines. So the rate of admission follows the rate of decisions.

use std::time::Duration;

/// The rate of decisions is measured over this time.
pub const RATE_WINDOW: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// So many are admitted whatever the rate of decisions: enough to measure it.
    pub free: u64,
    /// Never more than these.
    pub max: u64,
    /// How long the last one that is admitted may have to wait, at the present rate.
    pub wait: Duration,
}

impl Admission {
    /// Whether one more is admitted beside so many unfinished ones, when so many were decided within [`RATE_WINDOW`]. By Little's law.
    #[must_use]
    pub fn has_room(&self, unfinished: u64, decided: u64) -> bool {
        let decided_in_time = decided as f64 * (self.wait.as_secs_f64() / RATE_WINDOW.as_secs_f64());
        unfinished < self.max && (unfinished < self.free || (unfinished as f64) < decided_in_time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADMISSION: Admission = Admission { free: 500, max: 10_000, wait: Duration::from_secs(10) };

    #[test]
    fn admission_follows_the_rate_of_decisions() {
        for (decided, room) in
            [(0, 500), (100, 500), (250, 500), (300, 600), (1_000, 2_000), (50_000, 10_000)]
        {
            assert!(ADMISSION.has_room(room - 1, decided), "{decided} decided, {room} places");
            assert!(!ADMISSION.has_room(room, decided), "{decided} decided, {room} places");
        }
    }

    #[test]
    fn the_maximum_holds_also_for_the_free_ones() {
        let admission = Admission { max: 2, ..ADMISSION };
        assert!(admission.has_room(1, 0));
        assert!(!admission.has_room(2, 1_000));
    }
}
