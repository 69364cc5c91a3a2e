//! The clock is a parameter: production passes the system's, tests pass one that they move.

#[cfg(debug_assertions)]
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Timestamp;

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads it from the system")]
        let now = SystemTime::now();
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Timestamp::from_micros(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The system's clock, wrong by what a file says at that moment: what a machine without NTP has, or one that is put right by a step. Debug
/// builds only.
#[cfg(debug_assertions)]
#[derive(Debug, Clone)]
pub struct WrongClock {
    ahead_millis: PathBuf,
}

#[cfg(debug_assertions)]
impl WrongClock {
    /// By the milliseconds in the file that `HOLDFAST_CLOCK_AHEAD_FILE` names, which may be negative; none where that is not set.
    #[must_use]
    pub fn armed() -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "not a setting, and absent from release builds")]
        let file = std::env::var("HOLDFAST_CLOCK_AHEAD_FILE").ok()?;
        Some(Self { ahead_millis: file.into() })
    }

    /// Without the file the clock is right.
    fn ahead_millis(&self) -> i64 {
        std::fs::read_to_string(&self.ahead_millis).ok().and_then(|ahead| ahead.parse().ok()).unwrap_or(0)
    }
}

#[cfg(debug_assertions)]
impl Clock for WrongClock {
    fn now(&self) -> Timestamp {
        let ahead_millis = self.ahead_millis();
        let by = Duration::from_millis(ahead_millis.unsigned_abs());
        let right = SystemClock.now();
        if ahead_millis < 0 { right.minus(by) } else { right.plus(by) }
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

impl FakeClock {
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.as_micros()))
    }

    pub fn advance(&self, by: Duration) {
        self.0.store(self.now().plus(by).as_micros(), Ordering::SeqCst);
    }
}

impl Default for FakeClock {
    /// Starts on 2026-01-01, so that ids made from it look like ids of today.
    fn default() -> Self {
        Self::at(Timestamp::from_micros(1_767_225_600_000_000))
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}
