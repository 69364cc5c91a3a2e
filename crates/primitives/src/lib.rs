#![doc = include_str!("../README.md")]

mod caller;
mod clock;
pub mod failpoint;
mod id_source;
mod ids;
mod money;
pub mod rules;
mod timestamp;
mod tries;

pub use caller::{Credentials, HoldOwner, UserId};
#[cfg(debug_assertions)]
pub use clock::WrongClock;
pub use clock::{Clock, FakeClock, SystemClock};
pub use id_source::{IdSource, RandomIds, SeededIds};
pub use ids::{EventId, HoldId, InvalidId, MessageId, OrderId, SeatId};
pub use money::{Currency, InvalidCurrency, Money};
pub use timestamp::Timestamp;
pub use tries::Tries;
