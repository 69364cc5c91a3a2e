//! One instance of two is restarted, as a rolling deployment does: what the other one is asked meanwhile waits for the partitions of both.

use std::time::Duration;

use contracts::http::catalog::SeatStatus;
use contracts::http::order::OrderStatus;
use contracts::services::{ALL, CATALOG, ORDER, PAYMENT, RESERVATION};
use futures::future::join_all;
use parking_lot::Mutex;
use testkit::installation::Engines;
use testkit::{Address, ApiClient, Buyer, Installation, Mode, Route, SeatMapClient, eventually};
use tokio::time::{Instant, sleep_until};

use crate::entrance::is_through_the_proxy;
use crate::system::{binaries, demo};
use crate::{ARENA, SOON};

/// What is promised is 200 ms, on a machine that does nothing else.
const DELAY_MAX: Duration = Duration::from_secs(30);
const AROUND: Duration = Duration::from_secs(2);
const SEATS_OF_EACH: i64 = 4_000;

/// When something was asked for, and how long it took until it was seen.
type Delays = Mutex<Vec<(Instant, Duration)>>;

/// The instances that are not restarted.
fn second_instances(house: &mut Installation) -> ApiClient {
    let routes = ALL.iter().map(|service| Route {
        prefix: service.prefix,
        base_urls: vec![house.process(service.name, 1).base_url().to_owned()],
    });
    ApiClient::new(Address::routed(routes.collect()))
}

async fn hold_and_look(api: &ApiClient, map: &SeatMapClient, delays: &Delays) {
    for seat in 1..SEATS_OF_EACH {
        let held = Buyer::named(api, &format!("looker-{seat}")).api().hold(ARENA, &[seat]).await;
        assert_eq!(held.status, 201, "{held}");
        let began = Instant::now();
        map.until_status(seat, SeatStatus::Held, SOON).await;
        delays.lock().push((began, began.elapsed()));
    }
}

async fn order_and_wait(api: &ApiClient, number: i64, delays: &Delays) {
    for seat in (1..SEATS_OF_EACH).map(|seat| seat + number * SEATS_OF_EACH) {
        let buyer = Buyer::named(api, &format!("buyer-{seat}"));
        let began = Instant::now();
        let bought = buyer.buy(ARENA, &[seat], Some("tok_ok"), &format!("rolling-{seat}")).await;
        let order = buyer.outcome(bought.ordered().order_id, SOON).await;
        assert_eq!(order.status, OrderStatus::Confirmed);
        delays.lock().push((began, began.elapsed()));
    }
}

/// The longest of those that were seen since then; waits for the first one.
async fn longest(delays: &Delays, since: Instant) -> Duration {
    let seen = || {
        let delays = delays.lock();
        let later = delays.iter().filter(|(began, took)| *began + *took >= since);
        later.map(|(_, took)| *took).max()
    };
    eventually("a buyer is done", SOON, async || seen()).await
}

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_delays_seats_and_orders_for_a_moment_only() {
    if is_through_the_proxy() {
        return;
    }
    let mut house = Installation::start(binaries(), Engines::shared(), 2, &demo()).await;
    let api = second_instances(&mut house);
    let map = SeatMapClient::ready(&api, ARENA, Mode::Single).await;
    let (seen, decided) = (Delays::default(), Delays::default());
    let buyers = async {
        let orders = (1..=2).map(|number| order_and_wait(&api, number, &decided));
        tokio::join!(hold_and_look(&api, &map, &seen), join_all(orders));
    };
    tokio::select! {
        () = buyers => panic!("the buyers have bought everything"),
        () = roll(&mut house, &seen, &decided) => {}
    }
}

async fn roll(house: &mut Installation, seen: &Delays, decided: &Delays) {
    let report = async |what: &str, from: Instant| {
        sleep_until(Instant::now() + AROUND).await;
        let (seen, decided) = tokio::join!(longest(seen, from), longest(decided, from));
        println!(
            "{what}: a seat was seen after up to {seen:.0?}, an order decided after up to {decided:.0?}"
        );
        assert!(seen < DELAY_MAX && decided < DELAY_MAX, "{what}: {seen:?}, {decided:?}");
    };
    report("undisturbed", Instant::now()).await;
    for service in [RESERVATION, ORDER, PAYMENT, CATALOG] {
        let process = house.process(service.name, 0);
        let stopped = Instant::now();
        assert!(process.stop().await.status.success());
        process.restart().await;
        report(&format!("{} restarted", service.name), stopped).await;
    }
}
