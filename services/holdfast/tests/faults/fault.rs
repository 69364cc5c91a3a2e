//! What can happen to a part of the system, and how it is made to happen.

use std::time::Duration;

use contracts::services::{ALL, ORDER};
use testkit::{Installation, eventually};
use tokio::time::Instant;

use crate::buyers::Buyers;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// Each instance of the service of this name.
    Killed(&'static str),
    RedisKilled,
    MariaDbKilled,
    /// For as long as people go on ordering: accepted orders wait for it.
    KafkaKilled,
    /// An order instance that stands still for twice its lease, and then goes on as if nothing had happened.
    OrderPaused,
    RedisFlushed,
}

/// Twice the ten seconds for which an instance has its outbox rows to itself (`OUTBOX_LEASE_MS`).
const TWICE_A_LEASE: Duration = Duration::from_secs(20);
const ACCEPTED_WITHIN: Duration = Duration::from_secs(90);
/// How many orders have to be accepted while Kafka is away.
const ORDERS_WITHOUT_KAFKA: usize = 10;

impl Fault {
    /// Every service, and then the engines.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let services = ALL.iter().map(|service| Self::Killed(service.name));
        services.chain([
            Self::RedisKilled,
            Self::MariaDbKilled,
            Self::KafkaKilled,
            Self::OrderPaused,
            Self::RedisFlushed,
        ])
    }

    /// When it returns the trouble is over, and the system has yet to recover.
    pub(crate) async fn strike(self, house: &mut Installation, buyers: &Buyers) {
        match self {
            Self::Killed(service) => {
                for instance in 0..2 {
                    house.process(service, instance).kill9();
                    house.process(service, instance).restart().await;
                }
            }
            Self::RedisKilled => comes_back(house.engines().redis().process()),
            Self::MariaDbKilled => comes_back(house.engines().mariadb().process()),
            Self::KafkaKilled => {
                house.engines().kafka().process().kill9();
                let before = buyers.accepted();
                eventually("orders are accepted without Kafka", ACCEPTED_WITHIN, async || {
                    (buyers.accepted() >= before + ORDERS_WITHOUT_KAFKA).then_some(())
                })
                .await;
                comes_back(house.engines().kafka().process());
            }
            Self::OrderPaused => {
                house.process(ORDER.name, 0).pause();
                let since = Instant::now();
                eventually("the pause is over", 2 * TWICE_A_LEASE, async || {
                    (since.elapsed() > TWICE_A_LEASE).then_some(())
                })
                .await;
                house.process(ORDER.name, 0).resume();
            }
            Self::RedisFlushed => {
                let said = house.engines().redis().address().run(&["FLUSHALL"]).unwrap();
                assert_eq!(said, "OK");
            }
        }
    }
}

fn comes_back(process: &mut engines::Child) {
    process.kill9();
    process.start_again().unwrap();
}
