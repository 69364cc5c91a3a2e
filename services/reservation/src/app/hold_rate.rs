//! How often each guest may hold, counted by this process alone: it keeps a guest from being a load. What a guest may have is counted by the store.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::GuestId;
use tokio::time::Instant;

/// A guest may hold so often at once, as a share of a minute.
const BURST: Duration = Duration::from_secs(15);
/// How many guests are remembered. Beyond that all begin anew, which only an attacker with as many addresses could use.
const GUESTS_MAX: usize = 65_536;

/// For each guest the time at which the holds so far would have ended, had they come evenly.
#[derive(Debug)]
pub(super) struct HoldRate {
    interval: Duration,
    used_until: Mutex<HashMap<GuestId, Instant>>,
}

impl HoldRate {
    pub(super) fn per_minute(holds: u32) -> Self {
        Self { interval: Duration::from_secs(60) / holds.max(1), used_until: Mutex::default() }
    }

    /// The error is when to try again.
    pub(super) fn admit(&self, guest: GuestId, now: Instant) -> Result<(), Duration> {
        let mut used_until = self.used_until.lock();
        if used_until.len() >= GUESTS_MAX && !used_until.contains_key(&guest) {
            used_until.retain(|_, until| *until > now);
            if used_until.len() >= GUESTS_MAX {
                used_until.clear();
            }
        }
        let begun = used_until.get(&guest).map_or(now, |until| (*until).max(now));
        let ahead = begun.saturating_duration_since(now);
        if ahead > BURST {
            return Err(ahead.saturating_sub(BURST).max(Duration::from_secs(1)));
        }
        used_until.insert(guest, begun + self.interval);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_may_hold_a_few_times_at_once_and_then_at_the_rate() {
        let (rate, start) = (HoldRate::per_minute(60), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        let at_once = (0..100).take_while(|_| rate.admit(GuestId(1), at(0)).is_ok()).count();
        assert_eq!(at_once, 16, "a quarter of a minute, and the first");
        assert!(rate.admit(GuestId(2), at(0)).is_ok(), "another guest");
        assert_eq!(rate.admit(GuestId(1), at(500)), Err(Duration::from_secs(1)));
        assert!(rate.admit(GuestId(1), at(1_000)).is_ok());
        assert!(rate.admit(GuestId(1), at(1_000)).is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let (rate, start) = (HoldRate::per_minute(1), Instant::now());
        for guest in 0..=GUESTS_MAX as u64 {
            rate.admit(GuestId(guest), start).unwrap();
        }
        assert!(rate.used_until.lock().len() <= GUESTS_MAX);
    }
}
