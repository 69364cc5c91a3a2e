//! The contract on a Redis Cluster of six nodes that speak TLS alone, with clients and among each other, and the one name of a certificate
//! for nodes at other hosts.

use std::fs;
use std::sync::{Arc, LazyLock};

use engines::{Authority, Redis, RedisCluster, Tls};
use lifecycle::Tasks;
use primitives::{AccessCheck, IdSource, RandomIds, Timestamp};
use reservation::adapters::redis::{RedisConfig, RedisOptions, RedisSeats};
use settings::{RotatingSecret, Settings};
use tempfile::{NamedTempFile, TempDir};

use crate::rig::Rig;
use crate::seat_store_contract::seat_store_contract;

seat_store_contract!(redis_cluster_seats_over_tls, crate::secure::open);

struct Secure {
    cluster: RedisCluster,
    tls: Tls,
    _folder: TempDir,
}

static SECURE: LazyLock<Secure> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let tls = authority(&folder).issue("engine", "IP:127.0.0.1").unwrap();
    Secure { cluster: RedisCluster::start_secure(&tls).unwrap(), tls, _folder: folder }
});

fn authority(folder: &TempDir) -> Authority {
    Authority::open(folder.path()).unwrap()
}

pub(crate) async fn open() -> Rig {
    let prefix = format!("test-{}:", RandomIds::default().uuid(Timestamp::from_micros(0)));
    // Handshakes with six nodes at once take their time in a debug build, beside those of other tests.
    let config = config(&SECURE.cluster.url(), &SECURE.tls, &[("HOLDFAST_REDIS_TIMEOUT_MS", "10000")]);
    Rig::with_config(config.with_prefix(prefix))
}

fn config(url: &str, tls: &Tls, further: &[(&str, &str)]) -> RedisConfig {
    let ca = tls.ca.display().to_string();
    let given = [&[("REDIS_SSL_CA", ca.as_str())], further].concat();
    let given = given.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut settings = Settings::load([], given).unwrap();
    let url = RotatingSecret::fixed("REDIS_URL", url.to_owned());
    RedisOptions::read(&mut settings).unwrap().at(&url).unwrap()
}

async fn failed_check(config: &RedisConfig) -> Option<AccessCheck> {
    let seats = RedisSeats::connect(config, Arc::new(RandomIds::default()), Tasks::default());
    seats.check_access().await.err().map(|refusal| refusal.check)
}

#[tokio::test]
async fn a_certificate_may_be_for_one_name_wherever_the_server_is() {
    let folder = TempDir::new().unwrap();
    let tls = authority(&folder).issue("engine", "DNS:seats.test").unwrap();
    let redis = Redis::start_secure(&tls).unwrap();
    assert_eq!(failed_check(&config(&redis.url(), &tls, &[])).await, Some(AccessCheck::HostName));
    let named = [("REDIS_SSL_SERVER_NAME", "seats.test")];
    assert_eq!(failed_check(&config(&redis.url(), &tls, &named)).await, None);
}

#[tokio::test]
async fn a_password_that_changes_is_used_by_new_connections() {
    let (redis, file) = (Redis::start().unwrap(), NamedTempFile::new().unwrap());
    fs::write(file.path(), redis.url()).unwrap();
    let given = [("REDIS_URL_FILE".to_owned(), file.path().display().to_string())];
    let mut settings = Settings::load([], given).unwrap();
    let url = settings.rotating_secret("REDIS_URL", "where the seats are").unwrap().unwrap();
    let config = RedisOptions::read(&mut settings).unwrap().at(&url).unwrap();
    assert_eq!(failed_check(&config).await, None);
    redis.address().run(&["CONFIG", "SET", "requirepass", "changed"]).unwrap();
    assert_eq!(failed_check(&config).await, Some(AccessCheck::Credentials));
    fs::write(file.path(), redis.url().replace("redis://", "redis://:changed@")).unwrap();
    assert_eq!(failed_check(&config).await, None);
}
