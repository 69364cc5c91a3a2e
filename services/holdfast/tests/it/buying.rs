//! Many orders of one seat each, all of them bought, for tests of what they leave behind.

use std::time::Duration;

use contracts::http::order::OrderStatus;
use futures::{StreamExt, stream};
use testkit::{ApiClient, Buyer, Options};

/// Of the demo season, where it is asked for: the largest event.
pub(crate) const STADIUM: i64 = 6;
const AT_ONCE: usize = 32;
const DECIDED_WITHIN: Duration = Duration::from_secs(60);

/// A small number in every run, and `GROWTH_ORDERS` for a figure: up to 100,000, by the thousand.
#[expect(clippy::disallowed_methods, reason = "the size of a test")]
pub(crate) fn how_many() -> i64 {
    std::env::var("GROWTH_ORDERS").map_or(300, |orders| orders.parse().unwrap())
}

pub(crate) fn with_stadium(options: Options) -> Options {
    options.env("HOLDFAST_DEMO_STADIUM", "100000").env("ORDER_UNFINISHED_FREE", "1000")
}

/// Buys the first so many seats of the stadium.
pub(crate) async fn buy(api: &ApiClient, orders: i64) {
    let buying = (1..=orders).map(|seat| {
        let buyer = Buyer::named(api, &format!("buyer-{seat}"));
        async move {
            let key = format!("growth-{seat}");
            let order = buyer.buy(STADIUM, &[seat], Some("tok_ok"), &key).await.ordered();
            let outcome = buyer.outcome(order.order_id, DECIDED_WITHIN).await;
            assert_eq!(outcome.status, OrderStatus::Confirmed, "{outcome:?}");
        }
    });
    stream::iter(buying).buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// For a line of a table.
pub(crate) fn each(bytes: u64, orders: i64) -> u64 {
    bytes / u64::try_from(orders).unwrap()
}
