#![doc = include_str!("../README.md")]

mod announce;
mod brokers;
mod common_config;
mod job;
mod neighbour;
mod process_context;
mod program;
mod records;
mod standalone;

pub use announce::say;
pub use brokers::{Brokers, KafkaAnswers};
pub use common_config::CommonConfig;
pub use job::Job;
pub use neighbour::Neighbour;
pub use process_context::ProcessContext;
pub use program::{needed, run};
pub use records::{Records, release};
pub use standalone::{Stand, Standalone};
