#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "a tool prints to a terminal")]

pub mod ahead;
pub mod cached;
pub mod cluster;
pub mod compose;
pub mod descriptions;
mod gitops;
pub mod golang;
pub mod helm;
pub mod k6;
mod nginx;
mod objects;
pub mod observability;
pub mod repository;
mod schemas;
pub mod secrets;
pub mod services;
mod settings;
pub mod stages;
pub mod terminal;
pub mod terraform;
pub mod workflows;
