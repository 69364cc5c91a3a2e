//! What an authorization may become, and nothing of how it is stored, asked for or spoken about.

mod authorization;
mod payment;
mod spread;

pub use authorization::{
    Answer, Authorization, Command, Duty, Refusal, Reply, Transition, on_answer, on_command,
};
pub use payment::{Charge, Payment};
pub use spread::spread;
