//! The messages that the catalog consumes, decoded into domain values.

pub(crate) mod order_events;
pub(crate) mod seat_events;
