#![doc = include_str!("../README.md")]

pub mod adapters;
pub mod app;
pub mod config;
pub mod domain;
mod http;
pub mod metrics;
pub mod ports;
pub mod workers;
pub use config::Config;
