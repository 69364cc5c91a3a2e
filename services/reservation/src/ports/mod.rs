//! What reservation needs from outside: a store that decides over seats, and the services that know what was sold when that store has lost it.

mod hold_key;
mod open_meter;
mod order_capacity;
mod sales;
mod seat_engine;
mod seat_recovery;
mod seat_store;
mod seat_sweeper;
mod unavailable;

pub use hold_key::HoldKey;
pub use open_meter::OpenMeter;
pub use order_capacity::OrderCapacity;
pub use sales::{
    Events, EventsUnavailable, OrderStage, OrderUnderWay, PublishedEvent, Sales, SalesSnapshot,
    SalesUnavailable, Standing,
};
pub use seat_engine::SeatEngine;
pub use seat_recovery::{
    Amendment, KnownEvent, Preparation, Readiness, Restoration, RestoreError, RestoredSeat, SeatRecovery,
};
pub use seat_store::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold, HoldError,
    HoldRequest, HoldSeats, InstallError, OrderCommand, RELEASES_KNOWN_FOR, ReleaseHold, ReleaseReservation,
    Released, Reservation, SeatError, SeatStore, Settled, Snapshot, SnapshotError, UnclaimOrder, Wanted,
};
pub use seat_sweeper::{SeatSweeper, Swept};
pub use unavailable::Unavailable;
