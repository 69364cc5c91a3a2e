//! How often each of any number of callers may do something, in bounded memory.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::quota::{OverQuota, Quota, QuotaLeft};

/// How many callers are remembered: about two megabytes.
const CALLERS_MAX: usize = 65_536;
/// How often, at most, all of them are looked at for those who may be forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub struct RateLimit {
    quota: Quota,
    hasher: RandomState,
    callers: Mutex<Callers>,
}

/// Of each the time at which what it has done would have ended, had it come evenly.
#[derive(Debug, Default)]
struct Callers {
    used_until: HashMap<u64, Instant>,
    /// Of all together for whom there is no room: to forget who has used up a quota would give it another one.
    others_until: Option<Instant>,
    swept_at: Option<Instant>,
}

impl RateLimit {
    #[must_use]
    pub fn new(quota: Quota) -> Self {
        Self { quota, hasher: RandomState::new(), callers: Mutex::default() }
    }

    #[must_use]
    pub fn quota(&self) -> Quota {
        self.quota
    }

    /// One more of this caller. What it is known by costs the same memory however long it is, and no one can choose two that count as one.
    pub fn admit(&self, caller: impl Hash, now: Instant) -> Result<QuotaLeft, OverQuota> {
        let caller = self.hasher.hash_one(caller);
        let mut callers = self.callers.lock();
        let used_until = callers.entry(caller, now);
        let used = self.quota.admit(used_until.saturating_duration_since(now))?;
        *used_until = now + used;
        Ok(self.quota.left(used))
    }

    /// One that was admitted and has done nothing. Those who share a quota get none back.
    pub fn give_back(&self, caller: impl Hash, now: Instant) {
        let caller = self.hasher.hash_one(caller);
        if let Some(used_until) = self.callers.lock().used_until.get_mut(&caller) {
            *used_until = now + self.quota.given_back(used_until.saturating_duration_since(now));
        }
    }
}

impl Callers {
    fn entry(&mut self, caller: u64, now: Instant) -> &mut Instant {
        if self.used_until.len() >= CALLERS_MAX && !self.used_until.contains_key(&caller) {
            self.forget_lapsed(now);
            if self.used_until.len() >= CALLERS_MAX {
                return self.others_until.get_or_insert(now);
            }
        }
        self.used_until.entry(caller).or_insert(now)
    }

    fn forget_lapsed(&mut self, now: Instant) {
        if self.swept_at.is_none_or(|at| now >= at + SWEEP_EVERY) {
            self.used_until.retain(|_, until| *until > now);
            self.swept_at = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { burst: 16, per_minute: 60 };

    #[test]
    fn a_burst_is_admitted_and_then_the_rate() {
        let (limit, start) = (RateLimit::new(QUOTA), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        let left: Vec<u32> = (0..16).map(|_| limit.admit("one", at(0)).unwrap().count).collect();
        assert_eq!(left, (0..16).rev().collect::<Vec<u32>>());
        assert_eq!(limit.admit("one", at(0)), Err(OverQuota { retry_after: Duration::from_secs(1) }));
        assert!(limit.admit("another", at(0)).is_ok());
        assert_eq!(limit.admit("one", at(500)), Err(OverQuota { retry_after: Duration::from_millis(500) }));
        let (count, full_after) = (0, QUOTA.window());
        assert_eq!(limit.admit("one", at(1_000)), Ok(QuotaLeft { count, full_after }));
        assert!(limit.admit("one", at(1_000)).is_err());
        assert_eq!(limit.admit("one", at(60_000)).unwrap().count, 15, "an idle caller has its burst again");
    }

    #[test]
    fn a_refusal_costs_nothing() {
        let (limit, start) = (RateLimit::new(Quota { burst: 1, per_minute: 60 }), Instant::now());
        assert!(limit.admit(1, start).is_ok());
        assert!((0..1_000).all(|_| limit.admit(1, start).is_err()));
        assert!(limit.admit(1, start + Duration::from_secs(1)).is_ok());
    }

    #[test]
    fn what_is_given_back_may_be_used_again() {
        let (limit, start) = (RateLimit::new(Quota { burst: 2, per_minute: 60 }), Instant::now());
        limit.give_back("one", start);
        assert_eq!(limit.admit("one", start).unwrap().count, 1, "who has used nothing gets nothing back");
        assert_eq!(limit.admit("one", start).unwrap().count, 0);
        limit.give_back("another", start);
        assert!(limit.admit("one", start).is_err());
        limit.give_back("one", start);
        assert_eq!(limit.admit("one", start).unwrap().count, 0);
        assert!(limit.admit("one", start).is_err());
    }

    #[test]
    fn a_flood_of_callers_shares_one_quota_and_forgets_no_one_who_is_over_it() {
        let (limit, start) = (RateLimit::new(QUOTA), Instant::now());
        let spent = (0..100).take_while(|_| limit.admit("spent", start).is_ok()).count();
        assert_eq!(spent, 16);
        let admitted = (0..2 * CALLERS_MAX).filter(|caller| limit.admit(caller, start).is_ok()).count();
        assert_eq!(admitted, CALLERS_MAX - 1 + 16, "those without room have one quota together");
        assert!(limit.admit("spent", start).is_err());
        assert_eq!(limit.callers.lock().used_until.len(), CALLERS_MAX);
        let later = start + Duration::from_secs(16);
        assert!(limit.admit("new", later).is_ok());
        assert_eq!(limit.callers.lock().used_until.len(), 1, "what has lapsed is forgotten");
    }
}
