//! How many undecided orders there may be. Whoever comes when more come than are decided waits longer than the one before, until none is decided
//! within its deadlines any more: so what is taken in follows what is decided.

use std::time::Duration;

/// What is decided now is what was decided within this time.
pub const LATELY: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// So many are taken in however few are decided: enough to see how fast that goes.
    pub free: u64,
    /// More than these never.
    pub max: u64,
    /// How long the last one that is taken in has to wait, as things are going.
    pub wait: Duration,
}

impl Admission {
    /// Whether there is room for one more beside so many unfinished ones, when so many were decided [`LATELY`].
    #[must_use]
    pub fn has_room(&self, unfinished: u64, decided: u64) -> bool {
        let decided_in_time = decided as f64 * (self.wait.as_secs_f64() / LATELY.as_secs_f64());
        unfinished < self.max && (unfinished < self.free || (unfinished as f64) < decided_in_time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADMISSION: Admission = Admission { free: 500, max: 10_000, wait: Duration::from_secs(10) };

    #[test]
    fn what_is_taken_in_follows_what_is_decided() {
        for (decided, room) in
            [(0, 500), (100, 500), (250, 500), (300, 600), (1_000, 2_000), (50_000, 10_000)]
        {
            assert!(ADMISSION.has_room(room - 1, decided), "{decided} decided, {room} places");
            assert!(!ADMISSION.has_room(room, decided), "{decided} decided, {room} places");
        }
    }

    #[test]
    fn nobody_is_free_above_the_most() {
        let admission = Admission { max: 2, ..ADMISSION };
        assert!(admission.has_room(1, 0));
        assert!(!admission.has_room(2, 1_000));
    }
}
