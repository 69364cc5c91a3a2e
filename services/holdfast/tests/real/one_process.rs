//! The one process `holdfast` on the real engines: on all of them, and on each of them beside what is embedded.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use contracts::http::order::OrderStatus;
use contracts::services::{ALL, Store};
use engines::Redis;
use testkit::{Buyer, Holdfast, Options};

use crate::entrance::is_through_the_proxy;
use crate::{CLUB, SOON, demo};

const HOLDFAST: &str = env!("CARGO_BIN_EXE_holdfast");
static INSTALLATIONS: AtomicU32 = AtomicU32::new(0);

/// Which ports a process has on servers.
#[derive(Debug, Clone, Copy)]
struct Mixture {
    records: bool,
    seats: bool,
    bus: bool,
}

fn options(mixture: Mixture, redis: &Redis) -> Options {
    let number = INSTALLATIONS.fetch_add(1, Ordering::Relaxed);
    let name = format!("holdfast_one{}x{number}", std::process::id());
    let mut options = demo().env("HOLDFAST_SECRET", "a-secret-of-the-tests-and-of-nobody-else");
    if mixture.records {
        let mariadb = engines::mariadb();
        for service in ALL.iter().filter(|service| service.store == Store::Database) {
            mariadb.create(&format!("{name}_{}", service.name)).unwrap();
        }
        options = options.env("DATABASE_URL", &mariadb.url(&name));
    }
    if mixture.seats {
        options = options.env("REDIS_URL", &redis.url());
        options = options.env("HOLDFAST_REDIS_PREFIX", &format!("{name}:"));
    }
    if mixture.bus {
        let settings =
            [("KAFKA_BROKERS", engines::kafka().brokers()), ("KAFKA_TOPIC_PREFIX", format!("{name}."))];
        let mut topics = Command::new(HOLDFAST);
        let created = topics.env_clear().envs(settings.clone()).arg("create-topics").output().unwrap();
        assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
        for (setting, value) in settings {
            options = options.env(setting, &value);
        }
    }
    options
}

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test]
async fn the_one_process_sells_on_any_mixture_of_engines() {
    if is_through_the_proxy() {
        return;
    }
    let redis = Redis::start().unwrap();
    let mixtures = [(true, true, true), (true, false, false), (false, true, false), (false, false, true)];
    for (records, seats, bus) in mixtures {
        let mixture = Mixture { records, seats, bus };
        let mut server = Holdfast::spawn(HOLDFAST, &options(mixture, &redis)).await;
        let buyer = Buyer::named(&server.api(), "mina");
        let bought = buyer.buy(CLUB, &[42], Some("tok_ok"), "order-of-mina").await.ordered();
        let order = buyer.outcome(bought.order_id, SOON).await;
        assert_eq!(order.status, OrderStatus::Confirmed, "{mixture:?}: {order:?}");
        server.stop().await;
        assert_eq!(server.data().join("lock").exists(), !(records && seats && bus), "{mixture:?}");
    }
}
