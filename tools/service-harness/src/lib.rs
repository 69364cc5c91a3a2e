#![doc = include_str!("../README.md")]
#![expect(clippy::unwrap_used, reason = "what cannot continue fails the test")]

pub mod answers_contract;
mod cut_bus;
mod harness;
pub mod keyed_calls;
mod recorder;
mod running;
mod storage;

pub use cut_bus::CutBus;
pub use harness::{SECRET, ServiceHarness};
pub use recorder::Recorder;
pub use running::RunningService;
pub use storage::{Records, Storage};
