#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod ports;

pub mod adapters;
mod metrics;

pub use config::Config;
