#![doc = include_str!("../README.md")]

mod backoff;
mod caller;
mod cause;
mod clock;
mod coalescer;
mod contention_retry;
mod digest;
mod engine_refusal;
mod error_chain;
pub mod failpoint;
mod hex;
mod id_source;
mod ids;
mod keyed_lock;
mod minute_counts;
mod money;
mod name_based_id;
mod quota;
mod rate_limit;
mod tier;
mod timestamp;

pub use backoff::{Backoff, FailureStreak, Pause};
pub use caller::{Credentials, GuestId, HoldOwner, UserId, VisitorId};
pub use cause::Cause;
#[cfg(debug_assertions)]
pub use clock::WrongClock;
pub use clock::{Clock, FakeClock, SystemClock};
pub use coalescer::{Coalescer, Joined, Leader, QueueFull};
pub use contention_retry::ContentionRetry;
pub use digest::digest_of;
pub use engine_refusal::{AccessCheck, EngineRefusal};
pub use error_chain::{ErrorChain, error_chain};
pub use hex::hex;
pub use id_source::{IdSource, RandomIds, SeededIds};
pub use ids::{EventId, HoldId, InvalidId, MessageId, OrderId, SeatId};
pub use keyed_lock::{KeyGuard, KeyedLock};
pub use minute_counts::MinuteCounts;
pub use money::{Currency, InvalidCurrency, Money};
pub use name_based_id::{id_of_digest, name_based_id};
pub use quota::{OverQuota, Quota, QuotaLeft};
pub use rate_limit::RateLimit;
pub use tier::TierName;
pub use timestamp::Timestamp;
