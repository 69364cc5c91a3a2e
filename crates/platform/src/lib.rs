#![doc = include_str!("../README.md")]

mod announce;
mod common_config;
mod brokers;
mod process_context;
mod job;
mod neighbour;
mod program;
mod records;
mod standalone;

pub use announce::say;
pub use common_config::CommonConfig;
pub use brokers::{Brokers, KafkaAnswers};
pub use process_context::ProcessContext;
pub use job::Job;
pub use neighbour::Neighbour;
pub use program::{needed, run};
pub use records::{Records, release};
pub use standalone::{Stand, Standalone};
