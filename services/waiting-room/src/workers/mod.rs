//! Loops without input.

pub(crate) mod demo_room;
pub(crate) mod readiness;
pub(crate) mod steering;
pub(crate) mod turns;
