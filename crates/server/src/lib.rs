#![doc = include_str!("../README.md")]

// What a service hands over.
mod endpoint;
mod mount;
mod worker;

// How the process lives and ends.
mod internal;
mod lifecycle;
mod listeners;
mod run;
mod workers;

// What surrounds every request.
mod boundary;
mod config;
mod connections;
mod error;
mod field_errors;
mod own;
mod proxies;

// What a handler asks for and answers with.
mod extract;
pub mod openapi;
pub mod sse;

pub use config::HttpConfig;
pub use endpoint::Endpoint;
pub use error::ApiError;
pub use extract::{
    Access, AccessPolicy, EventIdPath, EventSeatPath, IdempotencyKey, JsonBody, JsonBodyOrDefault,
    OptionalIdempotencyKey, OrderIdPath, PathParams, QueryParams,
};
pub use field_errors::FieldErrors;
pub use lifecycle::{Lifecycle, Stop, Tasks};
pub use listeners::{Internal, Listeners};
pub use mount::{Mount, ReadyCheck, Routes, no_routes};
pub use proxies::Proxies;
pub use run::run;
pub use sse::{StreamGuard, StreamLimits};
pub use worker::Worker;
