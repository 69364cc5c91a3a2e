//! Engines that all tests of a process share: started by the first that needs one, ended with the process.

use std::sync::LazyLock;

use crate::folder::variable;
use crate::{Kafka, KafkaAddress, MariaDb, MariaDbAddress, Redis, RedisAddress};

/// Names the port of a server that another process has started for many test programs.
pub const SHARED_MARIADB: &str = "HOLDFAST_TEST_MARIADB";
pub const SHARED_KAFKA: &str = "HOLDFAST_TEST_KAFKA";

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
    port(SHARED_MARIADB).map_or_else(|| MARIADB.address(), |port| MariaDbAddress { port })
}

#[must_use]
pub fn kafka() -> KafkaAddress {
    port(SHARED_KAFKA).map_or_else(|| KAFKA.address(), |port| KafkaAddress { port })
}

fn port(name: &str) -> Option<u16> {
    variable(name)?.parse().ok()
}

#[expect(clippy::panic, reason = "for tests: without an engine there is nothing to test")]
fn started<T>(engine: anyhow::Result<T>) -> T {
    engine.unwrap_or_else(|error| panic!("no engine for this test: {error:#}"))
}
