//! The messages that payment consumes.

mod payment_commands;

pub use payment_commands::PaymentCommands;
