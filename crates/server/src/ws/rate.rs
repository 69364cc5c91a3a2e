//! How many frames a client may send.

use std::time::Duration;

use tokio::time::Instant;

/// Fragments and control frames count too.
pub const FRAMES_PER_SECOND: u32 = 10;
pub(super) const INTERVAL: Duration = Duration::from_millis(1_000 / FRAMES_PER_SECOND as u64);
/// How far ahead of the rate a client may be: a second's frames at once.
const BURST: Duration = Duration::from_millis(1_000 - 1_000 / FRAMES_PER_SECOND as u64);

/// When the frames so far would have ended at the allowed rate.
#[derive(Debug, Default)]
pub(super) struct FrameRate {
    paid_until: Option<Instant>,
}

impl FrameRate {
    /// Whether one more frame may come.
    pub(super) fn admit(&mut self, now: Instant) -> bool {
        let begins = self.paid_until.map_or(now, |until| until.max(now));
        let fits = begins.duration_since(now) <= BURST;
        if fits {
            self.paid_until = Some(begins + INTERVAL);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_frames_may_come_at_once_and_then_ten_a_second() {
        let (mut rate, start) = (FrameRate::default(), Instant::now());
        let admitted = |rate: &mut FrameRate, millis| {
            (0..20).filter(|_| rate.admit(start + Duration::from_millis(millis))).count()
        };
        assert_eq!(admitted(&mut rate, 0), 10);
        assert_eq!(admitted(&mut rate, 99), 0);
        assert_eq!(admitted(&mut rate, 300), 3);
        assert_eq!(admitted(&mut rate, 60_000), 10, "what was not used is lost");
    }
}
