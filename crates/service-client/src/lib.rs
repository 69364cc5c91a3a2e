#![doc = include_str!("../README.md")]

// When a call is retried, and when it is not even attempted.
mod breaker;
mod retry_policy;

// How another service is called over HTTP.
mod client;
mod config;
mod http_client;
mod instance_pool;
mod instances;
mod metrics;
mod name_server;

pub use breaker::Breaker;
pub use client::ServiceClient;
pub use config::ServiceClientConfig;
pub use instances::Instances;
pub use retry_policy::{RetryConfig, RetryPolicy, Unanswered};
