#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod ports;

mod metrics;

pub use config::Config;
