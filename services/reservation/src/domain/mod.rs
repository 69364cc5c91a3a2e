//! The rules of seats, as pure functions: values in, decisions out.

pub mod choose;
mod free_runs;
mod free_seats;
pub mod limits;
pub mod meter;
pub mod multi_seat;
pub mod restore;
mod sale_plan;
pub mod seat;
mod seat_rows;
pub mod singles;
pub mod units;
pub mod whole_hold;

#[cfg(test)]
mod multi_seat_tests;
#[cfg(test)]
mod seat_table;

pub use choose::{Choice, Rung, SeatsWanted};
pub use free_runs::{FreeRun, FreeRuns};
pub use free_seats::FreeSeats;
pub use limits::{GuestRefusal, GuestSeats, HoldLives, SeatLimits};
pub use multi_seat::{Blocked, Change, ClaimRefusal, Conflict, Found, HoldRefusal};
pub use restore::SaleState;
pub use sale_plan::{PriceScope, SalePlan, SaleSection, TierPrice};
pub use seat::{
    Command, Decision, EXTENSIONS_MAX, Extension, Hold, OperationId, Pin, Seat, SeatRefusal, Status,
};
pub use seat_rows::{GridArea, SeatRow, SeatRows, SectionRows};
pub use singles::Guard;
pub use units::{FullTier, SomeUnits, UnitRange, UnitsAtTier};
