#![doc = include_str!("../README.md")]

// When a call is retried, and when not even tried.
mod breaker;
mod retry_policy;

// How a neighbour is called over HTTP.
mod call;
mod client;
mod config;
mod error;
mod instance_pool;
mod metrics;

pub use breaker::Breaker;
pub use call::{Call, Reply};
pub use client::{RetryingClient, ServiceClient};
pub use config::ServiceClientConfig;
pub use error::{CallError, Refusal};
pub use instance_pool::Instances;
pub use retry_policy::{RetryConfig, RetryPolicy, Unanswered};
