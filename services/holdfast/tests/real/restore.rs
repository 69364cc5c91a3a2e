//! The records of orders are restored to an earlier time by the runbook, and everything that runs follows.

use contracts::http::catalog::SeatStatus;
use contracts::http::order::OrderStatus;
use contracts::services::ORDER;
use testkit::installation::{Engines, Operator};
use testkit::{Buyer, Installation, Mode, SeatMapClient, eventually};

use crate::entrance::is_through_the_proxy;
use crate::system::{binaries, demo};
use crate::{CLUB, SOON, closed_books};

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restore_by_the_runbook_every_running_map_follows_and_the_books_balance() {
    if is_through_the_proxy() {
        return;
    }
    let mut house = Installation::start(binaries(), Engines::shared(), 1, &demo()).await;
    let redis = house.engines().redis().address();
    let (api, operator) = (house.api(), Operator::on(house.engines(), redis));
    let map = SeatMapClient::ready(&api, CLUB, Mode::Single).await;
    let epoch = || map.position().map(|position| position.epoch);
    operator.back_up();
    for _ in 0..3 {
        let before = epoch();
        redis.run(&["FLUSHALL"]).unwrap();
        eventually("the map follows a rebuild", SOON, async || (epoch() > before).then_some(())).await;
    }
    let bought = Buyer::named(&api, "mina").buy(CLUB, &[42], Some("tok_ok"), "sold-after-the-backup").await;
    let order = Buyer::named(&api, "mina").outcome(bought.ordered().order_id, SOON).await;
    assert_eq!(order.status, OrderStatus::Confirmed);
    map.until_status(42, SeatStatus::Sold, SOON).await;

    let before = epoch();
    house.process(ORDER.name, 0).kill9();
    operator.restore();
    assert!(operator.orders().0.is_empty(), "the order was accepted after the backup");
    house.process(ORDER.name, 0).restart().await;
    eventually("the map follows the restored records", SOON, async || (epoch() > before).then_some(())).await;
    map.until_status(42, SeatStatus::Available, SOON).await;
    eventually("seats can be held", SOON, async || (api.hold(CLUB, &[43]).await.status == 201).then_some(()))
        .await;
    map.until_status(43, SeatStatus::Held, SOON).await;
    map.agrees_with_the_server(&api, CLUB, SOON).await;
    assert_eq!(map.violations(), Vec::<String>::new());
    drop(map);
    operator.give_money_back();
    closed_books(&mut house).await.balance(CLUB, &[]).await;
}
