//! What this machine can do at all, measured by programs that do nothing else.

mod commit;
mod hop;
mod http;
mod program;
mod redis;
mod send;

pub(crate) use commit::CommitFloor;
pub(crate) use hop::HopFloor;
pub(crate) use http::HttpFloor;
pub(crate) use redis::RedisFloor;
pub(crate) use send::SendFloor;

/// What a floor that measures itself prints.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
}
