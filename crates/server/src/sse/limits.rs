//! How many streams there may be, in all and for one caller.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use contracts::ErrorCode;
use lifecycle::Stop;
use parking_lot::Mutex;
use primitives::UserId;

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
    heartbeat: Duration,
    stop: Stop,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    by_caller: HashMap<Caller, usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Caller {
    User(UserId),
    Address(IpAddr),
}

/// The permit for one stream; dropping it releases it.
#[derive(Debug)]
pub struct StreamGuard {
    shared: Arc<Shared>,
    caller: Caller,
}

impl StreamLimits {
    #[must_use]
    pub fn new(config: &HttpConfig, stop: Stop) -> Self {
        Self(Arc::new(Shared {
            total_max: config.streams_max,
            per_caller_max: config.streams_per_caller_max,
            heartbeat: config.heartbeat,
            stop,
            open: Mutex::default(),
        }))
    }

    /// The permit for one more stream of this caller, or 429 RATE_LIMITED.
    pub fn admit(&self, access: &Access) -> Result<StreamGuard, ApiError> {
        let user = access.credentials.user.clone();
        self.admit_caller(user.map_or(Caller::Address(access.address), Caller::User))
    }

    /// How many streams are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.0.open.lock().total
    }

    fn admit_caller(&self, caller: Caller) -> Result<StreamGuard, ApiError> {
        let mut open = self.0.open.lock();
        if open.total >= self.0.total_max {
            return Err(refused("there are too many open streams, please try again later"));
        }
        let own = open.by_caller.entry(caller.clone()).or_default();
        if *own >= self.0.per_caller_max {
            return Err(refused("you have too many open streams, please close some first"));
        }
        *own += 1;
        open.total += 1;
        drop(open);
        metrics::gauge!("holdfast_http_streams").increment(1.0);
        Ok(StreamGuard { shared: Arc::clone(&self.0), caller })
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
        if let Some(own) = open.by_caller.get_mut(&self.caller) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                open.by_caller.remove(&self.caller);
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

    fn user(name: &str) -> Caller {
        Caller::User(UserId::parse(name).unwrap())
    }

    #[test]
    fn a_caller_has_a_limit_and_so_have_all_together() {
        let config = HttpConfig { streams_max: 3, streams_per_caller_max: 2, ..HttpConfig::default() };
        let limits = StreamLimits::new(&config, Stop::default());
        let first = limits.admit_caller(user("mina")).unwrap();
        let _second = limits.admit_caller(user("mina")).unwrap();
        assert!(limits.admit_caller(user("mina")).is_err(), "a third stream of one caller");
        let _other = limits.admit_caller(user("joon")).unwrap();
        assert!(limits.admit_caller(user("sori")).is_err(), "a fourth stream in all");
        drop(first);
        let _again = limits.admit_caller(user("mina")).unwrap();
        assert_eq!(limits.open(), 3);
    }
}
