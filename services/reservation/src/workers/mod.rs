//! The background work of reservation.

pub(crate) mod gating;
pub(crate) mod readiness;
pub(crate) mod rebuilding;
pub(crate) mod repairing;
pub(crate) mod sweeping;
