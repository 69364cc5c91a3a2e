//! What arrives on the bus.

mod payment_commands;

pub use payment_commands::PaymentCommands;
