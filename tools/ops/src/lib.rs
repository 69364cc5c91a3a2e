#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool prints to a terminal")]

pub mod cached;
pub mod golang;
pub mod k6;
pub mod repository;
pub mod stages;
pub mod terminal;
pub mod terraform;
pub mod workflows;
