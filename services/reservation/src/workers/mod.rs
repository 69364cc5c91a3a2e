//! The background work of reservation.

pub(crate) mod forgetting;
pub(crate) mod readiness;
pub(crate) mod rebuilding;
pub(crate) mod sweeper;
