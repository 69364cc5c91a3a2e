//! The rules of seats, as pure functions: values in, decisions out.

pub mod multi_seat;
pub mod restore;
pub mod seat;

#[cfg(test)]
mod multi_seat_tests;
#[cfg(test)]
mod seat_table;

pub use multi_seat::{Blocked, Change, ClaimRefusal, Conflict, Found, HoldRefusal};
pub use restore::SaleState;
pub use seat::{Command, Decision, Hold, OperationId, Pin, Seat, SeatRefusal, Status};
