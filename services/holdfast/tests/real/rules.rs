//! A rule that only a store has need of which loses things, switched off. The others stand with the embedded engines.

use std::time::Duration;

use contracts::http::order::OrderStatus;
use engines::{Redis, RedisAddress};
use testkit::{Buyer, Holdfast, eventually};
use tokio::time::Instant;

use crate::verdict::{asked_while_it_runs, broken};
use crate::{CLUB, SOON, demo};

const REPAIRS_EVERY: Duration = Duration::from_secs(1);

/// As the successor of a Redis that has sold the seat and died before it could pass that on.
fn has_not_heard_of_the_sale(redis: RedisAddress) {
    assert_eq!(redis.run(&["DEL", "holdfast:{1}:seat:4"]).unwrap(), "1");
    assert_eq!(redis.run(&["BITFIELD", "holdfast:{1}:map", "SET", "u2", "#3", "0"]).unwrap(), "2");
}

#[tokio::test]
async fn without_the_repair_what_a_former_primary_sold_is_free_for_ever() {
    // The map shows the sale in either case, and so it differs from such a store.
    for (rule_off, noticed) in [(None, &[][..]), (Some("repair"), &["I2", "I7"])] {
        let redis = Redis::start().unwrap();
        let (options, url) = asked_while_it_runs(demo());
        let options = options
            .env("REDIS_URL", &redis.url())
            .env("HOLDFAST_REPAIR_SECONDS", &REPAIRS_EVERY.as_secs().to_string())
            .env("HOLDFAST_RULES_OFF", rule_off.unwrap_or_default());
        let server = Holdfast::spawn(env!("CARGO_BIN_EXE_holdfast"), &options).await;
        let mina = Buyer::named(&server.api(), "mina");
        let bought = mina.buy(CLUB, &[4], Some("tok_ok"), "of-mina").await.ordered();
        assert_eq!(mina.outcome(bought.order_id, SOON).await.status, OrderStatus::Confirmed);

        has_not_heard_of_the_sale(redis.address());
        let lost = Instant::now();
        eventually("the repair has come by, or would have", SOON, async || {
            let is_over = match rule_off {
                None => broken(&["--order-url", &url]).is_empty(),
                Some(_) => lost.elapsed() > 3 * REPAIRS_EVERY,
            };
            is_over.then_some(())
        })
        .await;
        assert_eq!(broken(&["--order-url", &url]), noticed, "without {rule_off:?}");
    }
}
