//! What counts rates for all processes: a Redis of its own, in builds that have its client.

#[cfg(feature = "redis")]
mod config;
#[cfg(not(feature = "redis"))]
mod left_out;
#[cfg(feature = "redis")]
mod redis_rates;

#[cfg(feature = "redis")]
pub(crate) use config::EdgeRedis;
#[cfg(not(feature = "redis"))]
pub(crate) use left_out::EdgeRedis;
#[cfg(feature = "redis")]
pub use redis_rates::RedisRates;

const URL: &str = "HOLDFAST_EDGE_REDIS_URL";
