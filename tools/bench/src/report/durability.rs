//! What is promised of what was acknowledged, by each engine: a faster engine that promises less would be no improvement.

use std::collections::BTreeMap;
use std::fmt;

use engines::{MariaDbAddress, RedisAddress};
use serde::{Deserialize, Serialize};

/// By engine, a setting and its value in a line.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Durability(BTreeMap<String, String>);

impl Durability {
    /// Fixed: crates/sql has no other way.
    pub(crate) fn of_embedded() -> Self {
        Self::one(
            "SQLite",
            "WAL, synchronous = NORMAL, and an fdatasync of the log before each answer, shared by those who wait",
        )
    }

    /// As the running engines report it.
    pub(crate) fn of_engines(redis: RedisAddress, mariadb: MariaDbAddress) -> anyhow::Result<Self> {
        let mut all = Self::default();
        let answer = redis.run(&["CONFIG", "GET", "append*"])?;
        let values: Vec<&str> = answer.lines().collect();
        let pairs = values.chunks_exact(2).map(|pair| pair.join(" = "));
        let wanted = pairs.filter(|pair| pair.starts_with("appendonly") || pair.starts_with("appendfsync"));
        all.extend(Self::one("Redis", &wanted.collect::<Vec<_>>().join(", ")));
        let answer = mariadb.ask(
            "SELECT CONCAT('innodb_flush_log_at_trx_commit = ', @@innodb_flush_log_at_trx_commit, \
             ', sync_binlog = ', @@sync_binlog, ', log_bin = ', @@log_bin)",
        )?;
        all.extend(Self::one("MariaDB", &answer));
        let kafka = "one broker, which is its own controller; acks = all of one replica, written to the page cache; consumers wait with \
                     fetch.wait.max.ms = 50 and are answered as soon as there is a byte";
        all.extend(Self::one("Kafka", kafka));
        Ok(all)
    }

    fn one(engine: &str, settings: &str) -> Self {
        Self([(engine.to_owned(), settings.to_owned())].into())
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl fmt::Display for Durability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## What is durable\n")?;
        self.0.iter().try_for_each(|(engine, settings)| writeln!(f, "- {engine}: {settings}"))
    }
}
