//! A stop is quick and loses nothing.

use std::time::Duration;

use contracts::http::order::OrderStatus;
use testkit::{Buyer, Mode, SeatMapClient};

use crate::{CLUB, SOON, demo, start};

#[tokio::test]
async fn a_stop_with_open_streams_and_work_under_way_is_clean_and_quick() {
    let mut server = start(&demo()).await;
    let api = server.api();
    let _map = SeatMapClient::ready(&api, CLUB, Mode::Single).await;
    let buyer = Buyer::anonymous(&api);
    let placed = buyer.buy(CLUB, &[1], Some("tok_ok"), "order-before-the-stop").await.ordered();
    let stopped = server.stop().await;
    assert!(stopped.status.success(), "{:?}", stopped.status);
    assert!(stopped.took < Duration::from_secs(10), "{:?}", stopped.took);
    server.restart().await;
    assert_eq!(buyer.outcome(placed.order_id, SOON).await.status, OrderStatus::Confirmed);
}
