//! The embedded seat store: SQLite, with one writer that owns every change.

mod batch;
mod changes;
mod event;
mod event_cache;
mod holding;
mod load;
mod orders;
mod queue;
mod recovery;
mod released;
mod releasing;
mod rows;
mod save;
mod seat_events;
mod store;
mod taken_seats;
mod tier_units;
mod writer;

pub use store::{MIGRATOR, SqlSeats};
