#![doc = include_str!("../README.md")]

mod ready_check;
mod shutdown;
mod worker;
mod workers;

pub use ready_check::ReadyCheck;
pub use shutdown::{Lifecycle, Stop, Tasks};
pub use worker::Worker;
pub use workers::Workers;
