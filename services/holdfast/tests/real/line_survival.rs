//! What a line survives in the processes that run in production: one of two instances is killed, another is stopped for a while and comes back,
//! Kafka is away, and so are the records. Visitors are called in their order meanwhile, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use contracts::http::headers;
use contracts::services::{ALL, WAITING_ROOM};
use parking_lot::Mutex;
use reqwest::Method;
use serde_json::Value;
use testkit::installation::Engines;
use testkit::{Address, Answer, ApiClient, Call, Installation, eventually};
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{Instant, interval, timeout};

use crate::entrance::is_through_the_proxy;
use crate::gate::{OPERATOR, open_room};
use crate::system::{binaries, demo};
use crate::{CLUB, SOON};

/// So many come before each trouble.
const COME: usize = 20;
const CAP: u32 = 3;
/// So many more are called during each trouble, and after it.
const MORE: usize = 6;
const ASKED_EVERY: Duration = Duration::from_millis(250);
/// An instance that stands still does not answer; the next question goes to the other one.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);
/// Near the head of a line calls resume within ten seconds, whatever is lost. As much again, for a machine that does much else.
const RESUMES_WITHIN: Duration = Duration::from_secs(20);
/// An instance that comes back may say for a moment what it knew before.
const OUTDATED_FOR: Duration = Duration::from_secs(3);

/// What the visitors saw, by their numbers.
#[derive(Default)]
struct Seen {
    called: BTreeMap<u64, Instant>,
    /// When each last asked and was still waiting.
    waited: BTreeMap<u64, Instant>,
    passes: BTreeMap<u64, String>,
    flaws: Vec<String>,
}

type Shared = Arc<Mutex<Seen>>;

struct Visitor {
    api: ApiClient,
    ticket: String,
    number: u64,
    seen: Shared,
}

impl Visitor {
    async fn enter(api: &ApiClient, name: &str, seen: &Shared) -> Self {
        let api = api.with_caller(name);
        let entered: Value = api.post(&format!("/api/waiting-room/events/{CLUB}/enter")).await.ok();
        let (ticket, number) = (entered["ticket"].as_str().unwrap(), entered["number"].as_u64().unwrap());
        Self { ticket: ticket.to_owned(), number, api, seen: seen.clone() }
    }

    /// None: no answer.
    async fn ask(&self, call: Call) -> Option<Answer> {
        timeout(ANSWER_WITHIN, call.header(headers::QUEUE_TICKET, &self.ticket).attempt()).await.ok()?.ok()
    }

    /// Waits, is called, goes in, and leaves at once.
    async fn visits(self) {
        let mut asks = interval(ASKED_EVERY);
        loop {
            asks.tick().await;
            let asked = Instant::now();
            let answer = self.ask(self.api.get("/api/waiting-room/place")).await;
            let Some(place) = answer.filter(|answer| answer.status == 200) else { continue };
            if self.is_called(&place.ok(), asked) && self.goes_in().await {
                return self.leaves(asks).await;
            }
        }
    }

    fn is_called(&self, place: &Value, asked: Instant) -> bool {
        let mut seen = self.seen.lock();
        if place["number"].as_u64() != Some(self.number) {
            seen.flaws.push(format!("number {} is now {place}", self.number));
        }
        match place["state"].as_str() {
            Some("WAITING") => {
                seen.waited.insert(self.number, asked);
                false
            }
            Some("CALLED" | "ACTIVE") => {
                seen.called.entry(self.number).or_insert_with(Instant::now);
                true
            }
            _ => {
                seen.flaws.push(format!("number {} was there all the time, and is {place}", self.number));
                false
            }
        }
    }

    /// As with two tabs: both get the same pass.
    async fn goes_in(&self) -> bool {
        let claim = || self.ask(self.api.post("/api/waiting-room/place/claim"));
        let claimed = <[_; 2]>::from(tokio::join!(claim(), claim()));
        for answer in claimed.into_iter().flatten().filter(|answer| answer.status == 200) {
            let pass = answer.ok::<Value>()["entryToken"].as_str().unwrap().to_owned();
            let mut seen = self.seen.lock();
            let known = seen.passes.entry(self.number).or_insert_with(|| pass.clone()).clone();
            if known != pass {
                seen.flaws.push(format!("number {} got two passes", self.number));
            }
        }
        self.seen.lock().passes.contains_key(&self.number)
    }

    async fn leaves(&self, mut asks: tokio::time::Interval) {
        let leave = || self.ask(self.api.call(Method::DELETE, "/api/waiting-room/place"));
        while leave().await.is_none_or(|left| left.status != 204) {
            asks.tick().await;
        }
    }
}

impl Seen {
    /// A number that still waited long after a later one was called.
    fn passed_over(&self) -> Vec<(u64, u64)> {
        let later = |number: u64| self.called.range(number + 1..);
        let is_passed = |asked: Instant, called: Instant| asked > called + OUTDATED_FOR;
        let passed = self.waited.iter().flat_map(|(number, asked)| {
            let by = later(*number).filter(move |(_, called)| is_passed(*asked, **called));
            by.map(move |(later, _)| (*number, *later))
        });
        passed.collect()
    }
}

/// To the end of the line, one after another.
async fn come(api: &ApiClient, seen: &Shared, crowd: &mut JoinSet<()>) {
    let before = crowd.len();
    for number in before + 1..=before + COME {
        let visitor = Visitor::enter(api, &format!("visitor-{number}"), seen).await;
        assert_eq!(visitor.number, number as u64);
        crowd.spawn(visitor.visits());
    }
}

/// So many more are called from now on, in time.
async fn calls_go_on(seen: &Shared, meanwhile: &str) {
    let (before, began) = (seen.lock().called.len(), Instant::now());
    eventually(&format!("visitors are called while {meanwhile}"), RESUMES_WITHIN, async || {
        (seen.lock().called.len() >= before + MORE).then_some(())
    })
    .await;
    println!("{MORE} were called in {:.1?} while {meanwhile}", began.elapsed());
}

/// A room that one instance has opened is read by the other one a moment later.
async fn every_instance_knows(api: &ApiClient) {
    eventually("every instance knows the room", SOON, async || {
        for _ in 0..4 {
            if api.get(&format!("/api/waiting-room/events/{CLUB}")).await.status != 200 {
                return None;
            }
        }
        Some(())
    })
    .await;
}

async fn all_are_ready(house: &Installation) {
    for (service, instance) in ALL.iter().flat_map(|service| [(service.name, 0), (service.name, 1)]) {
        let internal = ApiClient::new(Address::new(house.internal_url(service, instance)));
        eventually("every instance is ready again", SOON, async || {
            (internal.get("/readyz").attempt().await.ok()?.status == 200).then_some(())
        })
        .await;
    }
}

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_is_called_in_order_whatever_dies_beside_it() {
    if is_through_the_proxy() {
        return;
    }
    let options = demo().env("HOLDFAST_OPERATOR_TOKEN", OPERATOR);
    let mut house = Installation::start(binaries(), Engines::own(), 2, &options).await;
    let (api, seen) = (house.api(), Shared::default());
    open_room(&api, CLUB, CAP).await;
    every_instance_knows(&api).await;
    let mut crowd = JoinSet::new();

    come(&api, &seen, &mut crowd).await;
    house.process(WAITING_ROOM.name, 0).kill9();
    calls_go_on(&seen, "one instance is dead").await;
    house.process(WAITING_ROOM.name, 0).restart().await;

    come(&api, &seen, &mut crowd).await;
    house.process(WAITING_ROOM.name, 1).pause();
    calls_go_on(&seen, "the other one stands still").await;
    house.process(WAITING_ROOM.name, 1).resume();
    calls_go_on(&seen, "it is back, and knows nothing of that").await;

    come(&api, &seen, &mut crowd).await;
    house.engines().mariadb().process().kill9();
    calls_go_on(&seen, "the records are away").await;
    block_in_place(|| house.engines().mariadb().process().start_again()).unwrap();

    come(&api, &seen, &mut crowd).await;
    house.engines().kafka().process().kill9();
    calls_go_on(&seen, "Kafka is away").await;
    block_in_place(|| house.engines().kafka().process().start_again()).unwrap();

    let visitors = crowd.len();
    timeout(SOON, crowd.join_all()).await.unwrap();
    all_are_ready(&house).await;
    let seen = seen.lock();
    assert_eq!(seen.flaws, Vec::<String>::new());
    assert_eq!(seen.passed_over(), []);
    let passes: BTreeSet<&String> = seen.passes.values().collect();
    assert_eq!(passes.len(), visitors, "each has been let in, and each once");
    println!("{}", house.verified(binaries()));
}
