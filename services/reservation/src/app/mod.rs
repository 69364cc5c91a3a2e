//! The use cases of reservation: by HTTP, over the bus, or for a neighbour in the same process.

mod bought_seats;
mod churn;
mod confirm_sale;
mod event_retention;
mod extend_hold;
mod forget_events;
mod frozen_plans;
mod healed;
mod hold_anywhere;
mod hold_best;
mod hold_seats;
mod hold_terms;
mod hold_times;
mod hold_units;
mod known_sales;
mod limits;
mod rebuild;
mod rebuild_queue;
mod repair;
mod reservation_by_id;
mod reservations;
mod sale_gate;
mod seat_readings;
mod session_holds;
mod settle_order;
mod sold_out;
mod sweep;

#[cfg(test)]
mod sale_gate_tests;

pub use bought_seats::{BoughtOrder, BoughtSeats};
pub use confirm_sale::{ConfirmError, ConfirmRequest};
pub use event_retention::EventRetention;
pub use extend_hold::ExtendRequest;
pub use hold_anywhere::{AnywhereRequest, HeldAnywhere};
pub use hold_best::{BestRequest, HoldBestError};
pub use hold_terms::HoldTerms;
pub use hold_units::{HoldUnitsError, SectionError, TierWanted, UnitsRequest};
pub use limits::{GuestLimits, HoldLimits};
pub use rebuild::{RebuildError, Rebuilds, sale_states};
pub use repair::RepairError;
pub use reservation_by_id::{ExtendReservation, ReservationDetails, ReservationError, ReservedSeat};
pub use reservations::Reservations;
pub use sale_gate::{NotAdmitted, PresentedPasses, SaleGate};
pub use settle_order::{ReplyTo, SettleError};

pub use crate::ports::{Claimed, EventMeta, HoldRequest, Snapshot, Wanted};
