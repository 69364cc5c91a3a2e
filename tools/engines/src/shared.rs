//! Engines that all tests of a process share: started by the first that needs one, ended with the process.

use std::sync::LazyLock;

use crate::{Kafka, KafkaAddress, MariaDb, MariaDbAddress, Redis, RedisAddress};

static REDIS: LazyLock<Redis> = LazyLock::new(|| started(Redis::start()));
static MARIADB: LazyLock<MariaDb> = LazyLock::new(|| started(MariaDb::start()));
static KAFKA: LazyLock<Kafka> = LazyLock::new(|| started(Kafka::start()));

/// Other tests use it too: it must not be flushed.
#[must_use]
pub fn redis() -> RedisAddress {
    REDIS.address()
}

#[must_use]
pub fn mariadb() -> MariaDbAddress {
    MARIADB.address()
}

#[must_use]
pub fn kafka() -> KafkaAddress {
    KAFKA.address()
}

#[expect(clippy::panic, reason = "for tests: without an engine there is nothing to test")]
fn started<T>(engine: anyhow::Result<T>) -> T {
    engine.unwrap_or_else(|error| panic!("no engine for this test: {error:#}"))
}
