//! Histories as in `rules.rs`, of a sale with a line in front, and of places without a number. Time is stepped, not waited for.

use std::time::Duration;

use access::{WORK_BITS_MAX, WorkProof, is_solved};
use contracts::ErrorCode;
use contracts::http::headers;
use contracts::http::reservation::{HoldSeatsBody, ReservationBody};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{ApiClient, Options, eventually};
use tokio::time::Instant;

use crate::line::{TOKEN, becomes, enter, operate, pass, state};
use crate::verify_command::{BROKEN, asked_while_it_runs, assert_kept_by};
use crate::{CLUB, SOON, Server, WAREHOUSE, crowded, demo, start};

const CLOCK_AHEAD: &str = "HOLDFAST_CLOCK_AHEAD_FILE";
/// Several turns.
const TURNS: Duration = Duration::from_secs(2);

/// A server that can be asked while it runs, with a clock that the test may step.
struct Stepped {
    server: Server,
    url: String,
    clock: TempDir,
}

impl Stepped {
    async fn start(options: Options) -> Self {
        let clock = TempDir::new().unwrap();
        let file = clock.path().join("ahead").display().to_string();
        let options = options.env("HOLDFAST_OPERATOR_TOKEN", TOKEN).env(CLOCK_AHEAD, &file);
        let (options, url) = asked_while_it_runs(options);
        Self { server: start(&options).await, url, clock }
    }

    /// With a room in front of the club.
    async fn with_a_line(cap: u32) -> Self {
        let stepped = Self::start(demo()).await;
        let open = operate(&stepped.server.api(), "open").json(&json!({ "cap": cap, "ceiling": 6000 }));
        let _: Value = open.await.ok();
        stepped
    }

    fn buyer(&self, name: &str) -> ApiClient {
        self.server.api().with_caller(name)
    }

    /// In one step, for all readers of the file.
    fn pass(&self, time: Duration) {
        let [new, file] = ["new", "ahead"].map(|name| self.clock.path().join(name));
        std::fs::write(&new, time.as_millis().to_string()).unwrap();
        std::fs::rename(new, file).unwrap();
    }

    fn assert_kept(&self) {
        let file = self.clock.path().join("ahead").display().to_string();
        assert_kept_by(&["--order-url", &self.url], &[(CLOCK_AHEAD, &file)]);
    }
}

async fn some_turns() {
    let began = Instant::now();
    eventually("some turns are taken", SOON, async || (began.elapsed() > TURNS).then_some(())).await;
}

#[tokio::test]
async fn the_cap_of_a_line_keeps_the_second_visitor_waiting() {
    let sale = Stepped::with_a_line(1).await;
    let (mina, joon) = (sale.buyer("mina"), sale.buyer("joon"));
    let (first, second) = (enter(&mina).await, enter(&joon).await);
    becomes(&mina, &first, "CALLED").await;
    some_turns().await;
    sale.assert_kept();
    assert_eq!(state(&joon, &second).await.as_deref(), Some("WAITING"));
}

#[tokio::test]
async fn a_line_without_visitors_calls_no_number() {
    let sale = Stepped::with_a_line(3).await;
    some_turns().await;
    sale.assert_kept();
    let mina = sale.buyer("mina");
    let ticket = enter(&mina).await;
    becomes(&mina, &ticket, "CALLED").await;
}

#[tokio::test]
async fn a_visitor_with_two_tabs_has_one_place() {
    let sale = Stepped::with_a_line(2).await;
    let mina = sale.buyer("mina");
    let first = enter(&mina).await;
    becomes(&mina, &first, "CALLED").await;
    let token = pass(&mina, &first).await;
    let second = enter(&mina).await;
    if second != first {
        becomes(&mina, &second, "CALLED").await;
        pass(&mina, &second).await;
    }
    sale.assert_kept();
    assert_eq!((&second, pass(&mina, &second).await), (&first, token));
}

#[tokio::test]
async fn a_line_calls_the_visitor_who_is_there() {
    let sale = Stepped::with_a_line(1).await;
    let (sora, mina, joon) = (sale.buyer("sora"), sale.buyer("mina"), sale.buyer("joon"));
    let (first, _, third) = (enter(&sora).await, enter(&mina).await, enter(&joon).await);
    becomes(&sora, &first, "CALLED").await;
    pass(&sora, &first).await;
    // Her lease has run out, and no one has seen mina since.
    sale.pass(Duration::from_secs(200));
    let stepped = Instant::now();
    let called = eventually("one of them is called", SOON, async || {
        let is_called = state(&joon, &third).await? == "CALLED";
        (is_called || stepped.elapsed() > 3 * TURNS).then_some(is_called)
    })
    .await;
    // What verify knows is who was called, and not who was there.
    assert!(called, "{BROKEN}I10: a visitor who is not there was called before one who is");
    sale.assert_kept();
}

#[tokio::test]
async fn the_gate_keeps_those_out_who_were_not_admitted() {
    let sale = Stepped::with_a_line(1).await;
    let (mina, joon) = (sale.buyer("mina"), sale.buyer("joon"));
    let ticket = enter(&mina).await;
    becomes(&mina, &ticket, "CALLED").await;
    let token = pass(&mina, &ticket).await;
    let began = Instant::now();
    eventually("the gate has heard of the line, or will not", SOON, async || {
        let is_refused = joon.hold(CLUB, &[5]).await.status == 403;
        (is_refused || began.elapsed() > 3 * TURNS).then_some(())
    })
    .await;
    // What was held until the gate had heard of the line is not judged.
    sale.pass(Duration::from_secs(20));
    let _: ReservationBody = mina.hold(CLUB, &[1]).header(headers::QUEUE_TOKEN, &token).await.ok();
    let without = joon.hold(CLUB, &[6]).await;
    sale.assert_kept();
    without.refused(ErrorCode::QueueTokenRequired);
}

/// What is asked of the visitor for a place, with the first text that solves it, or does not.
async fn work(visitor: &ApiClient, is_done: bool) -> String {
    let asked: Value = visitor.get(&format!("/api/waiting-room/events/{CLUB}/challenge")).await.ok();
    let bits = u32::try_from(asked["difficulty"].as_u64().unwrap()).unwrap();
    let challenge = asked["challenge"].as_str().unwrap();
    let solutions = (0..10_000_000_u32).map(|number| number.to_string());
    let mut proofs = solutions.map(|solution| WorkProof { challenge: challenge.to_owned(), solution });
    let WorkProof { challenge, solution } = proofs.find(|proof| is_solved(proof, bits) == is_done).unwrap();
    format!("{challenge}.{solution}")
}

#[tokio::test]
async fn a_place_that_costs_work_is_not_had_for_nothing() {
    let sale = Stepped::start(demo()).await;
    let open = json!({ "cap": 1, "ceiling": 6000, "workBits": WORK_BITS_MAX });
    let _: Value = operate(&sale.server.api(), "open").json(&open).await.ok();
    let mina = sale.buyer("mina");
    let enter = async |proof: String| {
        let path = format!("/api/waiting-room/events/{CLUB}/enter");
        mina.post(&path).header(headers::PROOF_OF_WORK, &proof).await
    };
    let entered = enter(work(&mina, false).await).await;
    sale.assert_kept();
    assert!(entered.status != 200, "{BROKEN}the price of a place: it was had for work that was not done");
    entered.refused(ErrorCode::ProofOfWorkInvalid);
    let path = format!("/api/waiting-room/admin/events/{CLUB}");
    let cheaper = sale.server.api().call(Method::PUT, &path).json(&json!({ "workBits": 8 }));
    let _: Value = cheaper.header("Authorization", &format!("Bearer {TOKEN}")).await.ok();
    let _: Value = enter(work(&mina, true).await).await.ok();
    sale.assert_kept();
}

#[tokio::test]
async fn units_that_have_lapsed_are_the_next_buyer_s_before_they_are_swept() {
    const TOGETHER: usize = 8;
    const UNITS: usize = 600;
    // As rarely as it may be.
    let sale = Stepped::start(crowded().env("HOLDFAST_SWEEP_MS", "500")).await;
    let hold = async |buyer: usize, seconds: i64| {
        let wanted = HoldSeatsBody {
            event_id: WAREHOUSE,
            section: Some("FLOOR".to_owned()),
            quantity: Some(i64::try_from(TOGETHER).unwrap()),
            hold_seconds: Some(seconds),
            ..HoldSeatsBody::default()
        };
        sale.buyer(&format!("buyer-{buyer}")).hold_as(&wanted).await
    };
    for buyer in 1..UNITS / TOGETHER {
        let _: ReservationBody = hold(buyer, 600).await.ok();
    }
    let last: ReservationBody = hold(0, 5).await.ok();
    hold(UNITS, 600).await.refused(ErrorCode::SoldOut);
    sale.pass(Duration::from_secs(6));
    let next = hold(UNITS, 600).await;
    assert!(next.status == 201, "{BROKEN}I5: units that have lapsed are not to be had: {next}");
    assert_eq!(next.ok::<ReservationBody>().seat_ids, last.seat_ids);
    sale.assert_kept();
}
