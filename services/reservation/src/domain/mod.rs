//! The rules of seats, as pure functions: values in, decisions out.

pub mod limits;
pub mod multi_seat;
pub mod restore;
pub mod seat;
pub mod units;

#[cfg(test)]
mod multi_seat_tests;
#[cfg(test)]
mod seat_table;

pub use limits::{GuestRefusal, GuestSeats, HoldLives, SeatLimits};
pub use multi_seat::{Blocked, Change, ClaimRefusal, Conflict, Found, HoldRefusal};
pub use restore::SaleState;
pub use seat::{
    Command, Decision, EXTENSIONS_MAX, Extension, Hold, OperationId, Pin, Seat, SeatRefusal, Status,
};
pub use units::{SomeUnits, UnitRange};
