//! The engines of these tests, and the settings by which they are reached.

use std::path::PathBuf;
use std::sync::LazyLock;

use contracts::services::{ALL, Store};
use engines::{Authority, Kafka, MariaDb, Redis};
use tempfile::TempDir;

pub(crate) const HOLDFAST: &str = env!("CARGO_BIN_EXE_holdfast");
const DATABASE: &str = "holdfast_secure";

pub(crate) static ENGINES: LazyLock<SecureEngines> = LazyLock::new(SecureEngines::start);

/// The second of each shows a certificate that has expired.
pub(crate) struct SecureEngines {
    mariadb: MariaDb,
    expired_mariadb: MariaDb,
    redis: Redis,
    expired_redis: Redis,
    kafka: Kafka,
    ca: PathBuf,
    pub(crate) stranger: PathBuf,
    _folder: TempDir,
}

pub(crate) type Environment = Vec<(&'static str, String)>;

impl SecureEngines {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let authority = Authority::open(folder.path()).unwrap();
        let engine = authority.issue("engine", "IP:127.0.0.1").unwrap();
        let expired = authority.issue_expired("expired", "IP:127.0.0.1").unwrap();
        let elsewhere = authority.issue("elsewhere", "DNS:elsewhere.test").unwrap();
        let mariadb = MariaDb::start_secure(&engine).unwrap();
        for service in ALL.iter().filter(|service| service.store == Store::Database) {
            mariadb.address().create(&format!("{DATABASE}_{}", service.name)).unwrap();
        }
        Self {
            expired_mariadb: MariaDb::start_secure(&expired).unwrap(),
            redis: Redis::start_secure(&engine).unwrap(),
            expired_redis: Redis::start_secure(&expired).unwrap(),
            kafka: Kafka::start_secure(&[engine, elsewhere, expired]).unwrap(),
            ca: authority.ca(),
            stranger: Authority::open(&folder.path().join("stranger")).unwrap().ca(),
            mariadb,
            _folder: folder,
        }
    }

    pub(crate) fn mysql(&self) -> Environment {
        vec![("DATABASE_URL", self.mariadb.address().secure_url(DATABASE, &self.ca))]
    }

    pub(crate) fn expired_mysql(&self) -> Environment {
        vec![("DATABASE_URL", self.expired_mariadb.address().secure_url(DATABASE, &self.ca))]
    }

    pub(crate) fn redis(&self) -> Environment {
        vec![("REDIS_URL", self.redis.url()), self.redis_ca()]
    }

    pub(crate) fn expired_redis(&self) -> Environment {
        vec![("REDIS_URL", self.expired_redis.url()), self.redis_ca()]
    }

    fn redis_ca(&self) -> (&'static str, String) {
        ("REDIS_SSL_CA", self.ca.display().to_string())
    }

    pub(crate) fn kafka(&self) -> Environment {
        self.kafka.listener(0).secure_settings(&self.ca).to_vec()
    }

    pub(crate) fn kafka_elsewhere(&self) -> Environment {
        self.kafka.listener(1).secure_settings(&self.ca).to_vec()
    }

    pub(crate) fn expired_kafka(&self) -> Environment {
        self.kafka.listener(2).secure_settings(&self.ca).to_vec()
    }
}

/// What every process of these tests is given beside its engines.
pub(crate) fn common() -> Environment {
    let common = [
        ("HOLDFAST_DEMO", "true"),
        ("HOLDFAST_CALLER_HEADER", "trust"),
        ("HOLDFAST_ANONYMOUS", "open"),
        ("HOLDFAST_SECRET", "a-secret-of-the-tests-and-of-no-other-process"),
    ];
    common.map(|(name, value)| (name, value.to_owned())).to_vec()
}
