//! What the catalog does without being asked.

mod fetches;
pub(crate) mod follow_seats;
pub(crate) mod readiness;
pub(crate) mod season;
mod ticker;
