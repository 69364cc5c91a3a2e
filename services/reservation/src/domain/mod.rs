//! The rules of seats, as pure functions: values in, decisions out.

pub mod party;
pub mod restore;
pub mod seat;

#[cfg(test)]
mod party_tests;
#[cfg(test)]
mod seat_table;

pub use party::{Blocked, Change, ClaimRefusal, Conflict, Found, HoldRefusal};
pub use restore::Word;
pub use seat::{Command, Decision, Hold, OperationId, Pin, Refusal, Seat, Status};
