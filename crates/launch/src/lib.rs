#![doc = include_str!("../README.md")]

mod announce;
mod basics;
mod brokers;
mod ground;
mod job;
mod neighbour;
mod program;
mod records;
mod standalone;

pub use announce::say;
pub use basics::Basics;
pub use brokers::{Brokers, KafkaAnswers};
pub use ground::Ground;
pub use job::Job;
pub use neighbour::Neighbour;
pub use program::{needed, run};
pub use records::{Records, release};
pub use standalone::{Stand, Standalone};
