//! Loops that run until the process stops.

mod fetches;
pub(crate) mod follow_seats;
pub(crate) mod readiness;
pub(crate) mod season;
mod ticker;
