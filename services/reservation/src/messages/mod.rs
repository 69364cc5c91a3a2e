//! What reservation reads from the bus.

mod reservation_commands;

pub use reservation_commands::ReservationCommands;
