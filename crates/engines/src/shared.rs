//! Engines that all tests of a process share, and that processes share where somebody has started them for all.
//!
//! `cargo xtask test` starts one of each and names them in the environment. A test run by hand starts what it asks for, and
//! that ends with its process.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use anyhow::Context;

use crate::folder::variable;
use crate::{Kafka, KafkaAddress, MariaDb, MariaDbAddress, Redis, RedisAddress};

/// Written by whoever has started engines for others, as an environment variable of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    pub redis: RedisAddress,
    pub mariadb: MariaDbAddress,
    pub kafka: KafkaAddress,
}

impl Shared {
    pub const VARIABLE: &str = "HOLDFAST_TEST_ENGINES";
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{}", self.redis.port, self.mariadb.port, self.kafka.port)
    }
}

impl FromStr for Shared {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let mut ports = text.split(',').map(str::parse);
        let mut port = || ports.next().context("a port is missing")?.context("a port is not a number");
        Ok(Self {
            redis: RedisAddress { port: port()? },
            mariadb: MariaDbAddress { port: port()? },
            kafka: KafkaAddress { port: port()? },
        })
    }
}

static GIVEN: LazyLock<Option<Shared>> =
    LazyLock::new(|| variable(Shared::VARIABLE).map(|ports| started(ports.parse())));
static REDIS: LazyLock<Redis> = LazyLock::new(|| started(Redis::start()));
static MARIADB: LazyLock<MariaDb> = LazyLock::new(|| started(MariaDb::start()));
static KAFKA: LazyLock<Kafka> = LazyLock::new(|| started(Kafka::start()));

/// A Redis that others use too: nobody flushes it.
#[must_use]
pub fn redis() -> RedisAddress {
    GIVEN.map_or_else(|| REDIS.address(), |given| given.redis)
}

#[must_use]
pub fn mariadb() -> MariaDbAddress {
    GIVEN.map_or_else(|| MARIADB.address(), |given| given.mariadb)
}

#[must_use]
pub fn kafka() -> KafkaAddress {
    GIVEN.map_or_else(|| KAFKA.address(), |given| given.kafka)
}

#[expect(clippy::panic, reason = "for tests: without an engine there is nothing to test")]
fn started<T>(engine: anyhow::Result<T>) -> T {
    engine.unwrap_or_else(|error| panic!("no engine for this test: {error:#}"))
}
