#![doc = include_str!("../README.md")]

// What an order is and how it proceeds.
pub mod domain;

// What it needs, and what it can do.
pub mod app;
pub mod ports;

// How it is asked.
mod http;

mod metrics;
