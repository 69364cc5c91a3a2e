#![doc = include_str!("../README.md")]

mod announce;
mod basics;
mod ground;
mod job;
mod neighbour;
mod program;

pub use announce::say;
pub use basics::Basics;
pub use ground::Ground;
pub use job::{DeadLetter, Job};
pub use neighbour::Neighbour;
pub use program::{needed, run};
