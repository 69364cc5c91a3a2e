//! A purchase with every engine over TLS.

use std::process::Command;
use std::time::Duration;

use contracts::http::order::OrderStatus;
use testkit::{Buyer, Holdfast, Options};

use crate::secure::{ENGINES, HOLDFAST, common};

pub(crate) const SOON: Duration = Duration::from_secs(60);
const CLUB: i64 = 1;

/// The process, after a seat was sold and it has stopped.
pub(crate) async fn buy_one(options: &Options) -> Holdfast {
    let mut server = Holdfast::spawn(HOLDFAST, options).await;
    let buyer = Buyer::named(&server.api(), "mina");
    let bought = buyer.buy(CLUB, &[42], Some("tok_ok"), "order-of-mina").await.ordered();
    let order = buyer.outcome(bought.order_id, SOON).await;
    assert_eq!(order.status, OrderStatus::Confirmed, "{order:?}");
    server.stop().await;
    server
}

#[tokio::test]
async fn a_seat_is_sold_over_tls() {
    let kafka = ENGINES.kafka();
    let topics =
        Command::new(HOLDFAST).env_clear().envs(kafka.clone()).arg("create-topics").output().unwrap();
    assert!(topics.status.success(), "{}", String::from_utf8_lossy(&topics.stderr));
    let mut options = Options { ready_within: SOON, ..Options::default() };
    for (name, value) in [common(), ENGINES.mysql(), ENGINES.redis(), kafka].concat() {
        options.set_env(name, &value);
    }
    let server = buy_one(&options).await;
    assert!(!server.data().join("lock").exists(), "nothing is kept in the data folder");
}
