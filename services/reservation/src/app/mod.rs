//! The use cases of reservation: by HTTP, over the bus, or for a neighbour in the same process.

mod event_retention;
mod extend_hold;
mod forget_events;
mod frozen_sections;
mod healed;
mod hold_rate;
mod hold_seats;
mod hold_units;
mod limits;
mod rebuild;
mod rebuild_queue;
mod repair;
mod reservations;
mod sale_gate;
mod session_holds;
mod settle_order;
mod sweep;

pub use event_retention::EventRetention;
pub use extend_hold::ExtendRequest;
pub use hold_units::{HoldUnitsError, UnitsRequest};
pub use limits::{GuestLimits, HoldLimits};
pub use rebuild::{RebuildError, Rebuilds, sale_states};
pub use repair::RepairError;
pub use reservations::Reservations;
pub use sale_gate::{PassNeeded, PresentedPasses, SaleGate};
pub use settle_order::{ReplyTo, SettleError};

pub use crate::ports::{Claimed, EventMeta, HoldRequest, Snapshot, Wanted};
