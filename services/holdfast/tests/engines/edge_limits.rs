//! Rates that several processes count in a Redis of its own, and what is left of it when that dies in the middle of a flood.

use std::ops::Range;
use std::time::Duration;

use engines::Redis;
use futures::future::join_all;
use testkit::{ApiClient, Call, Holdfast, Options};
use tokio::time::Instant;

use crate::secure::HOLDFAST;

/// Of one user at once.
const ORDERS: usize = 10;
/// What one process lets through of a user's flood: one more comes back every six seconds.
const ALONE: Range<usize> = ORDERS..2 * ORDERS;
/// On a machine that does much else.
const SOON: Duration = Duration::from_secs(3);

fn options(redis: &Redis) -> Options {
    let options =
        Options::default().arg("--demo").env("HOLDFAST_SECRET", "a-secret-of-the-tests-and-of-nobody-else");
    let options = options.env("HOLDFAST_RATE_LIMITS", "on").env("HOLDFAST_CALLER_LIMITS", "false");
    options.env("HOLDFAST_EDGE_REDIS_URL", &redis.url())
}

/// One that is counted and does nothing.
fn order(api: &ApiClient, user: &str) -> Call {
    api.post("/api/orders").body("application/json", "{}").caller(user)
}

fn hold(api: &ApiClient, user: &str) -> Call {
    api.post("/api/reservations").body("application/json", "{}").caller(user)
}

/// How many of these were admitted, each within a bounded time and none with an error of ours.
async fn admitted(api: &ApiClient, user: &str, orders: usize) -> usize {
    let mut admitted = 0;
    for _ in 0..orders {
        let began = Instant::now();
        let answer = order(api, user).await;
        assert!(answer.status < 500, "{answer}");
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
        admitted += usize::from(answer.status != 429);
    }
    admitted
}

#[tokio::test]
async fn processes_count_together_and_each_alone_when_the_redis_dies_in_a_flood() {
    let mut redis = Redis::start().unwrap();
    let options = options(&redis);
    let (one, other) = tokio::join!(Holdfast::spawn(HOLDFAST, &options), Holdfast::spawn(HOLDFAST, &options));
    let (here, there) = (one.api(), other.api());
    let mut users = 0;
    // A busy machine may take longer than anyone waits for it, so it is tried until it is seen.
    testkit::eventually("they count together", Duration::from_secs(60), async || {
        users += 1;
        let user = format!("first{users}");
        hold(&here, &user).await;
        let second = hold(&there, &user).await;
        second.header("RateLimit")?.contains("\"hold\";r=28;").then_some(())
    })
    .await;

    let flood = (0..6).map(|number| of_a_flood(&here, number));
    let killed = async {
        admitted(&there, "kim", 5).await;
        redis.process().kill9();
    };
    let (of_each, ()) = tokio::join!(join_all(flood), killed);
    assert!(of_each.iter().all(|admitted| ALONE.contains(admitted)), "{of_each:?}");
    let alone = admitted(&there, "joon", 2 * ORDERS).await;
    assert!(ALONE.contains(&alone), "{alone}");
    redis.process().start_again().unwrap();
    let again = admitted(&there, "sori", 2 * ORDERS).await;
    assert!(ALONE.contains(&again), "{again}");
}

/// Ten times what a user of this number may.
async fn of_a_flood(api: &ApiClient, number: usize) -> usize {
    admitted(api, &format!("user{number}"), 10 * ORDERS).await
}
