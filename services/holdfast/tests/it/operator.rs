//! What only operators may see: closed without a token of the installation's own, and then open to its bearer alone.

use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::operator::SaleHealthBody;
use contracts::http::order::OrderStatus;
use testkit::{ApiClient, Buyer, Call, Options, eventually};

use crate::{CLUB, SOON, demo, start};

const PATH: &str = "/api/operator/sale-health";
const SETTING: &str = "HOLDFAST_OPERATOR_TOKEN";
const TOKEN: &str = "an operator token of tests, long enough";

/// The first comparison of the books comes half a minute after the start.
const PROMISES_WITHIN: Duration = Duration::from_secs(90);

fn ask(api: &ApiClient, authorization: &str) -> Call {
    api.get(PATH).header("Authorization", authorization)
}

#[tokio::test]
async fn only_the_bearer_of_the_token_sees_the_health_of_the_sale_and_no_log_line_shows_it() {
    let server = start(&demo().env(SETTING, TOKEN).env("RUST_LOG", "debug")).await;
    let api = server.api();
    api.get(PATH).await.refused(ErrorCode::Unauthenticated);
    let nearly = format!("Bearer {}", &TOKEN[1..]);
    for wrong in ["Bearer", "Bearer ", &nearly, TOKEN, &format!("Basic {TOKEN}"), &format!("{nearly}{TOKEN}")]
    {
        ask(&api, wrong).await.refused(ErrorCode::Unauthenticated);
    }
    let health: SaleHealthBody = ask(&api, &format!("Bearer {TOKEN}")).await.ok();
    assert!(health.uptime_seconds > 0.0, "{health:?}");
    let log = server.log();
    assert!(log.contains(PATH), "the requests are not in the log, so this shows nothing: {log}");
    assert!(!log.contains(&TOKEN[1..]), "the token is in the log");
}

#[tokio::test]
async fn without_a_token_in_the_settings_it_is_closed() {
    let server = start(&Options::default().env("PAYMENT_PROVIDER", "mock")).await;
    server.api().get(PATH).await.refused(ErrorCode::Forbidden);
    ask(&server.api(), "Bearer ").await.refused(ErrorCode::Forbidden);
}

#[tokio::test]
async fn a_demo_prints_the_address_that_opens_its_console() {
    let server = start(&demo()).await;
    let token = eventually("the address of the console was printed", SOON, async || {
        let log = server.log();
        log.lines().find_map(|line| Some(line.trim().split_once("/console#token=")?.1.to_owned()))
    })
    .await;
    assert!(token.len() >= 32, "{token}");
    assert_eq!(ask(&server.api(), &format!("Bearer {token}")).await.status, 200);
    let other = start(&demo()).await;
    ask(&other.api(), &format!("Bearer {token}")).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn the_figures_are_those_of_the_sale() {
    let server = start(&demo().env(SETTING, TOKEN)).await;
    let api = server.api();
    let buyer = Buyer::anonymous(&api);
    let placed = buyer.buy(CLUB, &[7], Some("tok_ok"), "an-order-to-be-counted").await.ordered();
    assert_eq!(buyer.outcome(placed.order_id, SOON).await.status, OrderStatus::Confirmed);
    api.hold(CLUB, &[8]).await;
    api.hold(CLUB, &[7]).await.refused(ErrorCode::SeatSold);
    let health = eventually("the sale is in the figures", PROMISES_WITHIN, async || {
        let health: SaleHealthBody = ask(&api, &format!("Bearer {TOKEN}")).await.ok();
        let is_counted = health.order_states.get("DONE") == Some(&1)
            && health.held_seats == 1
            && health.outbox_ages.contains_key("order")
            && health.promises.get("I2").is_some_and(|promise| promise.checks > 0);
        is_counted.then_some(health)
    })
    .await;
    let holds = |outcome: &str| health.holds.get(outcome).copied().unwrap_or_default();
    assert_eq!((holds("held"), holds("conflict")), (2, 1), "{health:?}");
    assert_eq!(health.placed_orders.get("accepted"), Some(&1), "{health:?}");
    assert!(health.promises.values().all(|promise| promise.breaches == 0), "{health:?}");
    assert!(health.outbox_ages.values().all(|age| (0.0..60.0).contains(age)), "{health:?}");
}
