//! What reservation reads from the bus.

pub(crate) mod order_events;
mod reservation_commands;

pub use reservation_commands::ReservationCommands;
