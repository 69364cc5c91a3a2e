#![doc = include_str!("../README.md")]

mod address;
mod authority;
mod build;
mod child;
mod folder;
mod link;
mod packages;
mod ports;
mod resident;
mod standstill;
mod stopwatch;
mod supervised;

mod jaeger;
mod kafka;
mod kafka_listeners;
mod mariadb;
mod nginx;
mod prometheus;
mod redis;
mod redis_cluster;

mod shared;
pub mod stack;

pub use address::{KafkaAddress, MariaDbAddress, RedisAddress};
pub use authority::{Authority, Tls};
pub use jaeger::install_jaeger;
pub use kafka::{KAFKA_VERSION, Kafka, install_kafka};
pub use mariadb::MariaDb;
pub use nginx::{Callers, Front, Nginx, Upstreams};
pub use prometheus::Targets;
pub use redis::Redis;
pub use redis_cluster::RedisCluster;
pub use shared::{SHARED_KAFKA, SHARED_MARIADB, kafka, mariadb, redis};

pub use build::{Profile, binaries, build, build_with, cargo};
pub use child::{Answers, Child, listens};
pub use folder::{cache_folder, infra_folder, repository_folder};
pub use link::Link;
pub use packages::{apt_install, find, install, install_headers};
pub use ports::free_ports;
pub use resident::resident_bytes;
pub use stopwatch::Stopwatch;
pub use supervised::{Program, Supervised, log_tail};

/// Engines in a folder and on ports that the caller chooses and keeps, for a stack that is to find its data again.
pub mod native {
    pub use crate::kafka::{start_in as kafka, start_secure_in as secure_kafka};
    pub use crate::mariadb::start_in as mariadb;
    pub use crate::nginx::start_in as nginx;
    pub use crate::prometheus::start_in as prometheus;
    pub use crate::redis::{
        secure_url as secure_redis_url, start_in as redis, start_secure_in as secure_redis,
    };
}
