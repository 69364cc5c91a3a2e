//! Loops without input.

pub(crate) mod readiness;
pub(crate) mod turns;
