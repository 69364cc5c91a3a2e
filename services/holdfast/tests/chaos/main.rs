//! Everything goes wrong at random, by a seed, while people buy in every way that people have. Then it is over, and every promise holds.

#[cfg(test)]
mod account;
#[cfg(test)]
mod ask;
#[cfg(test)]
#[path = "../it/audit.rs"]
#[expect(dead_code, reason = "sales of one event alone are audited by other tests")]
mod audit;
#[cfg(test)]
mod buyers;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod history;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod nemesis;
#[cfg(test)]
mod notes;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod redis;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod seeded_random;
#[cfg(test)]
#[path = "../real/system.rs"]
mod system;
#[cfg(test)]
#[path = "../real/topic.rs"]
mod topic;
#[cfg(test)]
mod visit;
#[cfg(test)]
mod who;

use std::collections::BTreeMap;
use std::time::Duration;

use contracts::http::catalog::SeatMapBody;
use engines::{Kafka, MariaDb, free_ports};
use testkit::installation::{Engines, SeatServers};
use testkit::{ApiClient, Installation, Link, Mode, Options, SeatMapClient, eventually, sold_in_the_end};
use tokio::time::Instant;

use crate::account::TOKENS_LIVE;
use crate::buyers::Buyers;
use crate::conditions::Conditions;
use crate::history::History;
use crate::limits::{BUYER_LIMIT, SOON};
use crate::nemesis::{Nemesis, WARM_UP, Ways};
use crate::redis::RedisTroubles;
use crate::restore::Restores;
use crate::seeded_random::SeededRandom;
use crate::visit::{ARENA, OPEN_AIR, QUEUED};

const WATCHERS: usize = 12;
/// The others watch seats.
const PLACES_WATCHED_BY: usize = 4;

/// What `cargo xtask chaos` says, and without it one minute that is the same every time.
struct Order {
    seed: u64,
    lasts: Duration,
}

impl Order {
    fn given() -> Self {
        let number = |name: &str, or: u64| {
            #[expect(clippy::disallowed_methods, reason = "what to try is no setting of the product")]
            let said = std::env::var(name).ok();
            said.map_or(or, |said| said.parse().unwrap_or_else(|_| panic!("{name} is no number: {said}")))
        };
        Self { seed: number("CHAOS_SEED", 1), lasts: Duration::from_secs(number("CHAOS_SECONDS", 60)) }
    }
}

/// Engines of which each is behind a link. With every second seed the seats are in a cluster, whose servers name each other: nothing is
/// put between the services and those.
#[cfg(test)]
async fn servers(is_cluster: bool) -> (Engines, Ways) {
    let [kafka] = free_ports().unwrap();
    let kafka_link = Link::to(kafka).await.unwrap();
    let kafka = Kafka::start_behind(kafka_link.port(), kafka).unwrap();
    let mut seats = if is_cluster { SeatServers::cluster_of_six() } else { SeatServers::one() };
    let mariadb = MariaDb::start().unwrap();
    let redis = match &mut seats {
        SeatServers::One(redis) => Some(Link::to(redis.address().port).await.unwrap()),
        SeatServers::Six(_) => None,
    };
    let ways = Ways { redis, mariadb: Link::to(mariadb.address().port).await.unwrap(), kafka: kafka_link };
    let engines = Engines::of(seats, mariadb, kafka);
    (engines.reached_by(ways.redis.as_ref().map(Link::port), ways.mariadb.port()), ways)
}

fn options() -> Options {
    // Shorter than by default, so that a run sees deadlines pass.
    let paced = system::demo().env("ORDER_AUTHORIZE_MS", "15000").env("ORDER_CONFIRM_MS", "30000");
    let limited = paced.env("HOLDFAST_BUYER_LIMIT", &BUYER_LIMIT.to_string());
    let limited = limited.env("HOLDFAST_ACCESS_TOKEN_SECONDS", &TOKENS_LIVE.as_secs().to_string());
    limited.env("HOLDFAST_OPERATOR_TOKEN", queue::OPERATOR).env("HOLDFAST_PIN_MS", "45000")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_goes_wrong_every_promise_is_kept() {
    let Order { seed, lasts } = Order::given();
    println!("CHAOS_SEED={seed} CHAOS_SECONDS={}", lasts.as_secs());
    let mut random = SeededRandom::new(seed);
    let is_cluster = seed % 2 == 0;
    let schedule = schedule::draw(&mut random, lasts, is_cluster);
    let later = schedule::clock_wrong_by(&schedule);
    let (engines, ways) = servers(is_cluster).await;
    let mut house = Installation::start(system::binaries(), engines, 2, &options()).await;
    let api = house.api();
    let maps = watchers(&api).await;
    let (history, redis) = (History::default(), RedisTroubles::default());
    queue::open_room(&api).await;
    queue::until_guarded(&api).await;
    let conditions = Conditions::default();
    let buyers = Buyers::gather(&api, &mut random, &history, &redis.losses, &conditions);

    let (restores, pages) = (Restores::default(), history.clone());
    let mut nemesis = Nemesis { house: &mut house, ways, redis, restores, history: pages, conditions };
    let began = Instant::now() + WARM_UP;
    nemesis.carry_out(&schedule, began).await;
    let over = Instant::now();
    nemesis.all_are_ready().await;
    println!("all are ready {:.1?} after the last trouble", over.elapsed());
    buyers.leaves().await;
    let confirmed = history.ended(&api, later).await;
    println!("the last order that ends has ended {:.1?} after the last trouble", over.elapsed());
    if !history.notes().flaws().is_empty() {
        nemesis.tell_of_the_bus().await;
    }
    assert_eq!(history.notes().flaws(), Vec::<String>::new(), "CHAOS_SEED={seed}");

    history.repeats_are_the_same(&api).await;
    if nemesis.restores.are_done() {
        late_sales_are_repaired(&api, &confirmed).await;
    }
    for event in [ARENA, QUEUED] {
        let sold = sold_in_the_end(&api, event, SOON).await;
        assert_eq!(
            Some(&sold),
            confirmed.get(&event),
            "what the map of {event} shows as sold was not confirmed"
        );
    }
    let places = confirmed.get(&OPEN_AIR).map(Vec::len);
    assert_eq!(
        Some(places_sold_in_the_end(&api).await),
        places,
        "places that are shown as sold were not confirmed"
    );
    println!("the longest that a map was waited for {}", longest_wait(&maps, began));
    for (event, map) in &maps {
        map.agrees_with_the_server(&api, *event, SOON).await;
        assert_eq!(map.violations(), Vec::<String>::new());
    }
    drop(maps);
    nemesis.restores.settle();
    system::closed_books(&mut house, later).await.balance_all(&confirmed).await;
    assert!(!house.log().contains("panicked at"), "a process panicked: {}", panics(&house.log()));
    println!("{:#?}", history.notes().counts());
    assert!(history.notes().counts().contains_key("holds with an account"), "no account has held anything");
    assert_eq!(history.notes().flaws(), Vec::<String>::new(), "CHAOS_SEED={seed}");
    for (event, seats) in &confirmed {
        assert!(!seats.is_empty(), "nothing was bought of event {event}");
    }
}

/// A late command of an order that a restore has lost may still sell its seats, until they are compared with the ledger.
async fn late_sales_are_repaired(api: &ApiClient, confirmed: &BTreeMap<i64, Vec<i64>>) {
    for event in [ARENA, QUEUED] {
        eventually("no seat is sold to a lost order", SOON, async || {
            let sold = sold_in_the_end(api, event, SOON).await;
            (Some(&sold) == confirmed.get(&event)).then_some(())
        })
        .await;
    }
}

async fn watchers(api: &ApiClient) -> Vec<(i64, SeatMapClient)> {
    let mut maps = Vec::new();
    for number in 0..WATCHERS {
        let mode = if number % 2 == 0 { Mode::Single } else { Mode::Batch };
        let event = if number < PLACES_WATCHED_BY { OPEN_AIR } else { ARENA };
        maps.push((event, SeatMapClient::ready_for_trouble(api, event, mode).await));
    }
    maps
}

/// How many places without a number are sold, once none is held any more.
async fn places_sold_in_the_end(api: &ApiClient) -> usize {
    eventually("no place is held any more", SOON, async || {
        let map: SeatMapBody = api.seats(OPEN_AIR).await.ok();
        let [field] = &map.pools[..] else { panic!("{:?}", map.pools) };
        (field.held == 0).then_some(field.sold as usize)
    })
    .await
}

/// There is no limit to how late a map may be during an outage, so this is printed for the reader to judge.
fn longest_wait(maps: &[(i64, SeatMapClient)], began: Instant) -> String {
    let waits = maps.iter().filter_map(|(_, map)| map.longest_wait());
    waits.max_by_key(|wait| wait.lasted).map_or_else(String::new, |longest| {
        let since = longest.began.saturating_duration_since(began);
        format!("from {:.1} s on: {longest}", since.as_secs_f64())
    })
}

fn panics(log: &str) -> String {
    log.lines().filter(|line| line.contains("panicked at")).collect::<Vec<_>>().join("\n")
}
