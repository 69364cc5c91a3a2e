//! From messages of the bus to the words of the domain.

pub(crate) mod seat_events;
