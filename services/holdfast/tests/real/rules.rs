//! A history as in `it/rules.rs`, for a rule that only a store needs which may lose data.

use std::time::Duration;

use contracts::http::order::OrderStatus;
use engines::{Redis, RedisAddress};
use testkit::{Buyer, Holdfast, eventually};
use tokio::time::Instant;

use crate::entrance::is_through_the_proxy;
use crate::verify_command::{asked_while_it_runs, assert_kept, broken, verify};
use crate::{CLUB, SOON, demo};

const REPAIRS_EVERY: Duration = Duration::from_secs(1);

/// Like the successor of a Redis that has sold the seat and died before it could replicate that.
fn forget_the_sale(redis: RedisAddress) {
    assert_eq!(redis.run(&["DEL", "holdfast:{1}:seat:4"]).unwrap(), "1");
    assert_eq!(redis.run(&["BITFIELD", "holdfast:{1}:map", "SET", "u2", "#3", "0"]).unwrap(), "2");
}

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test]
async fn the_repair_restores_a_sale_that_a_former_primary_made() {
    if is_through_the_proxy() {
        return;
    }
    let redis = Redis::start().unwrap();
    let (options, url) = asked_while_it_runs(demo());
    let options = options
        .env("REDIS_URL", &redis.url())
        .env("HOLDFAST_REPAIR_SECONDS", &REPAIRS_EVERY.as_secs().to_string());
    let server = Holdfast::spawn(env!("CARGO_BIN_EXE_holdfast"), &options).await;
    let mina = Buyer::named(&server.api(), "mina");
    let bought = mina.buy(CLUB, &[4], Some("tok_ok"), "of-mina").await.ordered();
    assert_eq!(mina.outcome(bought.order_id, SOON).await.status, OrderStatus::Confirmed);

    forget_the_sale(redis.address());
    let lost = Instant::now();
    let is_kept = || broken(&verify(&["--order-url", &url])).is_empty();
    eventually("the repair is done, or will not be", SOON, async || {
        (is_kept() || lost.elapsed() > 10 * REPAIRS_EVERY).then_some(())
    })
    .await;
    assert_kept(&["--order-url", &url]);
}
