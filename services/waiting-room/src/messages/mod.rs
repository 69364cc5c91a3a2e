//! What the waiting room learns from other services' messages.

pub(crate) mod order_events;
