//! How many streams there may be: in all, for one caller, and for one address.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use contracts::ErrorCode;
use lifecycle::Stop;
use parking_lot::Mutex;
use primitives::{GuestId, UserId};

use crate::{Access, ApiError, HttpConfig};

/// `Retry-After` of a refusal: streams last long, so an immediate retry would be of no use.
const RETRY_AFTER_SECONDS: u32 = 10;

/// Counts the open streams of this process. Handlers get it as `web::Data<StreamLimits>`.
#[derive(Debug, Clone)]
pub struct StreamLimits(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    total_max: usize,
    per_caller_max: usize,
    per_address_max: usize,
    heartbeat: Duration,
    stop: Stop,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    open_by: HashMap<CountedBy, usize>,
}

/// What streams are counted by: names are easily invented, so addresses have a limit as well.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum CountedBy {
    User(UserId),
    /// Without a user.
    Guest(GuestId),
    /// With all its users.
    Address(GuestId),
}

/// The permit for one stream; dropping it releases it.
#[derive(Debug)]
pub struct StreamGuard {
    shared: Arc<Shared>,
    counted_by: [CountedBy; 2],
}

impl StreamLimits {
    #[must_use]
    pub fn new(config: &HttpConfig, stop: Stop) -> Self {
        Self(Arc::new(Shared {
            total_max: config.streams_max,
            per_caller_max: config.streams_per_caller_max,
            per_address_max: config.streams_per_address_max,
            heartbeat: config.heartbeat,
            stop,
            open: Mutex::default(),
        }))
    }

    /// The permit for one more stream of this caller, or 429 RATE_LIMITED.
    pub fn admit(&self, access: &Access) -> Result<StreamGuard, ApiError> {
        self.admit_caller(access.credentials.user.clone(), access.guest())
    }

    /// How many streams are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.0.open.lock().total
    }

    fn admit_caller(&self, user: Option<UserId>, address: GuestId) -> Result<StreamGuard, ApiError> {
        let counted_by =
            [user.map_or(CountedBy::Guest(address), CountedBy::User), CountedBy::Address(address)];
        let limits = [self.0.per_caller_max, self.0.per_address_max];
        let mut open = self.0.open.lock();
        if open.total >= self.0.total_max {
            return Err(refused("there are too many open streams, please try again later"));
        }
        let has_room = |(one, max)| open.open_by.get(one).is_none_or(|count| *count < max);
        if !counted_by.iter().zip(limits).all(has_room) {
            return Err(refused("you or your address have too many open streams, please close some first"));
        }
        for one in &counted_by {
            *open.open_by.entry(one.clone()).or_default() += 1;
        }
        open.total += 1;
        drop(open);
        metrics::gauge!("holdfast_http_streams").increment(1.0);
        Ok(StreamGuard { shared: Arc::clone(&self.0), counted_by })
    }
}

impl StreamGuard {
    pub(super) fn heartbeat(&self) -> Duration {
        self.shared.heartbeat
    }

    pub(super) fn stop(&self) -> Stop {
        self.shared.stop.clone()
    }
}

impl Drop for StreamGuard {
    fn drop(&mut self) {
        let mut open = self.shared.open.lock();
        open.total = open.total.saturating_sub(1);
        for one in &self.counted_by {
            let count = open.open_by.get(one).map_or(0, |count| count.saturating_sub(1));
            if count == 0 {
                open.open_by.remove(one);
            } else {
                open.open_by.insert(one.clone(), count);
            }
        }
        drop(open);
        metrics::gauge!("holdfast_http_streams").decrement(1.0);
    }
}

fn refused(message: &'static str) -> ApiError {
    ApiError::new(ErrorCode::RateLimited, message).with_retry_after(RETRY_AFTER_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_has_a_limit_and_so_have_all_together() {
        let config = HttpConfig { streams_max: 3, streams_per_caller_max: 2, ..HttpConfig::default() };
        let limits = StreamLimits::new(&config, Stop::default());
        let admit = |name: &str| limits.admit_caller(UserId::parse(name), GuestId(1));
        let first = admit("mina").unwrap();
        let _second = admit("mina").unwrap();
        assert!(admit("mina").is_err(), "a third stream of one caller");
        let _other = admit("joon").unwrap();
        assert!(admit("sori").is_err(), "a fourth stream in all");
        drop(first);
        let _again = admit("mina").unwrap();
        assert_eq!(limits.open(), 3);
    }

    #[test]
    fn an_address_has_a_limit_whatever_its_callers_call_themselves() {
        let config = HttpConfig { streams_per_address_max: 3, ..HttpConfig::default() };
        let limits = StreamLimits::new(&config, Stop::default());
        let admit =
            |user: Option<&str>, address| limits.admit_caller(user.and_then(UserId::parse), GuestId(address));
        let _anonymous = admit(None, 1).unwrap();
        let named = [admit(Some("invented1"), 1).unwrap(), admit(Some("invented2"), 1).unwrap()];
        assert!(admit(Some("invented3"), 1).is_err(), "a fourth stream from one address");
        drop(admit(Some("invented3"), 2).unwrap());
        drop(named);
        assert_eq!(limits.0.open.lock().open_by.len(), 2, "what has ended is still counted");
    }
}
