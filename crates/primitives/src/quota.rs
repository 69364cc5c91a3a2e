//! The rule of rates, on values: the generic cell rate algorithm (GCRA). `rates.lua` of the platform is the same rule a second time, for what all
//! processes count together.

use std::time::Duration;

const MINUTE_MICROS: u64 = 60_000_000;

/// So many at once, and then so many a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub burst: u32,
    pub per_minute: u32,
}

/// What a caller has left who was admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaLeft {
    pub count: u32,
    /// After which it has the whole burst again.
    pub full_after: Duration,
}

/// Not now, but after this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverQuota {
    pub retry_after: Duration,
}

impl Quota {
    /// In which the whole burst comes back.
    #[must_use]
    pub fn window(self) -> Duration {
        self.interval() * self.burst.max(1)
    }

    /// In which one comes back. In whole microseconds, in which a script counts too.
    #[must_use]
    pub fn interval(self) -> Duration {
        Duration::from_micros(MINUTE_MICROS / u64::from(self.per_minute.max(1)))
    }

    /// One more of a caller whose uses so far would end after `used`, had they come evenly: after how long they end with this one. No clock that was
    /// set back keeps anyone out for longer than the window.
    pub fn admit(self, used: Duration) -> Result<Duration, OverQuota> {
        let (window, used) = (self.window(), used.min(self.window()) + self.interval());
        if used > window { Err(OverQuota { retry_after: used - window }) } else { Ok(used) }
    }

    /// One less.
    #[must_use]
    pub fn given_back(self, used: Duration) -> Duration {
        used.min(self.window()).saturating_sub(self.interval())
    }

    /// Of a caller who has used so much.
    #[must_use]
    pub fn left(self, used: Duration) -> QuotaLeft {
        let count = self.window().saturating_sub(used).as_nanos() / self.interval().as_nanos().max(1);
        QuotaLeft { count: u32::try_from(count).unwrap_or(u32::MAX), full_after: used }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_far_ahead_is_that_of_a_clock_that_was_set_back() {
        let quota = Quota { burst: 4, per_minute: 60 };
        let over = quota.admit(Duration::from_secs(3_600)).unwrap_err();
        assert_eq!(over.retry_after, Duration::from_secs(1));
        assert_eq!(quota.given_back(Duration::from_secs(3_600)), Duration::from_secs(3));
    }

    #[test]
    fn there_is_always_room_for_one() {
        for quota in [Quota { burst: 0, per_minute: 0 }, Quota { burst: 1, per_minute: 7 }] {
            let used = quota.admit(Duration::ZERO).unwrap();
            assert_eq!((quota.left(used).count, used), (0, quota.window()));
            assert!(quota.admit(used).is_err());
        }
    }
}
