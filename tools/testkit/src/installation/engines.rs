//! What an installation stands on: databases, a Redis and topics of its own, on servers that it may share.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use ::engines::{Kafka, KafkaAddress, MariaDb, MariaDbAddress, Redis, RedisAddress};
use contracts::services::{ALL, ORDER, ServiceInfo, Store};

use super::SeatServers;
use crate::Options;

const SECRET: &str = "a-secret-of-the-tests-and-of-nobody-else";
pub(super) const SERVICE_SECRET: &str = "a-service-secret-of-the-tests-and-of-nobody-else";

/// Of a service in a process of its own.
pub(super) fn binary(service: &ServiceInfo) -> String {
    format!("holdfast-{}", service.name)
}

static INSTALLATIONS: AtomicU32 = AtomicU32::new(0);

#[derive(Debug)]
pub struct Engines {
    /// Sets this installation apart on shared servers.
    name: String,
    seats: SeatServers,
    mariadb: MariaDbAddress,
    kafka: KafkaAddress,
    own: Option<(MariaDb, Kafka)>,
    /// By what the services reach the one Redis, and MariaDB, where that is not the straight way.
    ways: Ways,
}

#[derive(Debug, Clone, Copy, Default)]
struct Ways {
    redis: Option<u16>,
    mariadb: Option<u16>,
}

impl Engines {
    /// The shared MariaDB and Kafka, which no test may kill. A Redis starts quickly, so each installation has its own.
    #[must_use]
    pub fn shared() -> Self {
        Self::on(SeatServers::one(), ::engines::mariadb(), ::engines::kafka(), None)
    }

    /// Servers of its own, to be killed.
    #[must_use]
    pub fn own() -> Self {
        let mariadb = MariaDb::start().unwrap_or_else(|error| panic!("no MariaDB: {error:#}"));
        let kafka = Kafka::start().unwrap_or_else(|error| panic!("no Kafka: {error:#}"));
        Self::of(SeatServers::one(), mariadb, kafka)
    }

    /// Of these servers.
    #[must_use]
    pub fn of(seats: SeatServers, mariadb: MariaDb, kafka: Kafka) -> Self {
        Self::on(seats, mariadb.address(), kafka.address(), Some((mariadb, kafka)))
    }

    fn on(
        seats: SeatServers,
        mariadb: MariaDbAddress,
        kafka: KafkaAddress,
        own: Option<(MariaDb, Kafka)>,
    ) -> Self {
        let number = INSTALLATIONS.fetch_add(1, Ordering::Relaxed);
        let name = format!("t{}x{number}", std::process::id());
        Self { name, seats, mariadb, kafka, own, ways: Ways::default() }
    }

    /// The services find MariaDB and, where it is one server, Redis at these ports of this machine.
    #[must_use]
    pub fn reached_by(self, redis: Option<u16>, mariadb: u16) -> Self {
        Self { ways: Ways { redis, mariadb: Some(mariadb) }, ..self }
    }

    pub fn redis(&mut self) -> &mut Redis {
        match &mut self.seats {
            SeatServers::One(redis) => redis,
            SeatServers::Six(_) => panic!("the seats are in a cluster"),
        }
    }

    pub fn seats(&mut self) -> &mut SeatServers {
        &mut self.seats
    }

    pub fn mariadb(&mut self) -> &mut MariaDb {
        &mut self.own_servers().0
    }

    pub fn kafka(&mut self) -> &mut Kafka {
        &mut self.own_servers().1
    }

    fn own_servers(&mut self) -> &mut (MariaDb, Kafka) {
        self.own.as_mut().unwrap_or_else(|| panic!("shared servers are not to be killed"))
    }

    /// The records of one service.
    #[must_use]
    pub fn database_url(&self, service: &ServiceInfo) -> String {
        self.mariadb.url(&self.database(service))
    }

    fn database(&self, service: &ServiceInfo) -> String {
        format!("holdfast_{}_{}", self.name, service.name)
    }

    #[must_use]
    pub fn brokers(&self) -> String {
        self.kafka.brokers()
    }

    /// Before the names of all topics and groups.
    #[must_use]
    pub fn topic_prefix(&self) -> String {
        format!("{}.", self.name)
    }

    /// Databases and topics, which the services expect to find.
    pub(super) async fn prepare(&self, binaries: &Path, options: &Options) {
        for service in ALL.iter().filter(|service| service.store == Store::Database) {
            self.mariadb
                .create(&self.database(service))
                .unwrap_or_else(|error| panic!("no database for {}: {error:#}", service.name));
        }
        let program = binaries.join(binary(&ORDER));
        let mut command = Command::new(&program);
        command.env_clear().envs(options.env.iter().map(|(name, value)| (name, value)));
        command.envs(self.settings(&ORDER)).arg("create-topics");
        let output = command.output().unwrap_or_else(|error| {
            panic!(
                "cannot start {}: {error}; build the binaries first: cargo build --workspace",
                program.display()
            )
        });
        assert!(output.status.success(), "no topics: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub(super) fn settings(&self, service: &ServiceInfo) -> Vec<(String, String)> {
        let redis = self.ways.redis.map_or_else(|| self.seats.url(), |port| RedisAddress { port }.url());
        let mariadb = self.ways.mariadb.map_or(self.mariadb, |port| MariaDbAddress { port });
        let mut settings = vec![
            ("REDIS_URL", redis),
            ("KAFKA_BROKERS", self.brokers()),
            ("KAFKA_TOPIC_PREFIX", self.topic_prefix()),
            ("HOLDFAST_SECRET", SECRET.to_owned()),
            ("HOLDFAST_SERVICE_SECRET", SERVICE_SECRET.to_owned()),
        ];
        if service.store == Store::Database {
            settings.push(("DATABASE_URL", mariadb.url(&self.database(service))));
        }
        settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
