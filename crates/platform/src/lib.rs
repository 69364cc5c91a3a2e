#![doc = include_str!("../README.md")]

// What a service implements, and what it gets.
mod description;
mod module;
mod parts;
mod platform;
mod service;

// What a process reads before it has anything.
mod all_in_one;
mod config;
mod needed;
mod program;
mod selection;

// What all services of a process share.
mod access_tokens;
mod bus;
mod database;
mod edge;
mod engines;
mod kafka;
mod neighbours;
mod process;
mod process_context;
mod secret;
mod sql_answers;

// What a service does without being called.
mod every;
mod follow;

// What a process does.
#[cfg(feature = "jemalloc")]
mod allocator;
mod announce;
mod demo_site;
mod job;
mod jobs;
mod run;

pub use all_in_one::AllInOne;
pub use demo_site::DemoSite;
#[cfg(feature = "redis")]
pub use edge::RedisRates;
pub use every::Repeat;
pub use follow::Follower;
pub use module::Module;
pub use parts::Parts;
pub use platform::Platform;
pub use run::main;
pub use service::{Mountable, Service};
