#![doc = include_str!("../README.md")]

mod address;
mod child;
mod folder;
mod ports;

mod kafka;
mod mariadb;
mod redis;
mod redis_cluster;

mod shared;

pub use address::{KafkaAddress, MariaDbAddress, RedisAddress};
pub use kafka::{Kafka, install_kafka};
pub use mariadb::MariaDb;
pub use redis::Redis;
pub use redis_cluster::RedisCluster;
pub use shared::{Shared, kafka, mariadb, redis};

pub use child::{Answers, Child, listens};
pub use folder::{cache_folder, infra_folder};
pub use ports::free_ports;
