//! Places that cost work.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use access::{HoldTokens, SOLVED_WITHIN, WorkProof, is_solved};
use contracts::ErrorCode;
use contracts::api::waiting_room::HeldBody;
use contracts::http::headers;
use reqwest::Method;
use serde_json::{Value, json};
use service_harness::SECRET;
use testkit::{Answer, ApiClient, Call, eventually};

use crate::operators::client;
use crate::room::{EVENT, OPERATOR, Room, SOON};

const BITS: u32 = 8;
const ANOTHER_EVENT: i64 = 5;

async fn asked(visitor: &ApiClient) -> Value {
    visitor.get(&format!("/api/waiting-room/events/{EVENT}/challenge")).await.ok()
}

/// The first text that solves the challenge, or does not.
fn tried(asked: &Value, solves: bool) -> String {
    let challenge = asked["challenge"].as_str().unwrap();
    let bits = u32::try_from(asked["difficulty"].as_u64().unwrap()).unwrap();
    let proofs = (0..10_000_000_u32)
        .map(|number| WorkProof { challenge: challenge.to_owned(), solution: number.to_string() });
    let found = proofs.into_iter().find(|proof| is_solved(proof, bits) == solves).unwrap();
    format!("{}.{}", found.challenge, found.solution)
}

fn entering(visitor: &ApiClient, event: i64) -> Call {
    visitor.post(&format!("/api/waiting-room/events/{event}/enter"))
}

async fn enter(visitor: &ApiClient, proof: Option<&str>) -> Answer {
    let call = entering(visitor, EVENT);
    match proof {
        Some(proof) => call.header(headers::PROOF_OF_WORK, proof).await,
        None => call.await,
    }
}

async fn paid(visitor: &ApiClient) -> (String, Value) {
    let proof = tried(&asked(visitor).await, true);
    let entered = enter(visitor, Some(&proof)).await.ok();
    (proof, entered)
}

async fn leave(visitor: &ApiClient, entered: &Value) {
    let call = visitor.call(Method::DELETE, "/api/waiting-room/place");
    let left = call.header(headers::QUEUE_TICKET, entered["ticket"].as_str().unwrap()).await;
    assert_eq!(left.status, 204, "{left}");
}

#[tokio::test]
async fn a_new_place_costs_work_and_one_that_is_had_costs_nothing_more() {
    let room = Room::start_asking_for(BITS).await;
    let mina = room.api.with_caller("mina");
    mina.get(&format!("/api/waiting-room/events/{EVENT}/challenge")).await.refused(ErrorCode::NotFound);
    room.open_room(&json!({})).await;
    let nameless = room.api.get(&format!("/api/waiting-room/events/{EVENT}/challenge"));
    nameless.await.refused(ErrorCode::Unauthenticated);
    enter(&mina, None).await.refused(ErrorCode::ProofOfWorkRequired);
    assert_eq!(asked(&mina).await["difficulty"], BITS);
    let (proof, entered) = paid(&mina).await;
    assert_eq!(entered["number"], 1);
    for again in [enter(&mina, None).await, enter(&mina, Some(&proof)).await] {
        assert_eq!(again.ok::<Value>()["ticket"], entered["ticket"], "another tab, and a repeated request");
    }
    assert_eq!(asked(&mina).await, json!({ "difficulty": 0 }));
    eventually("one place was given", SOON, async || {
        let outline: Value = room.api.get(&format!("/api/waiting-room/events/{EVENT}")).await.ok();
        (outline["issued"] == 1).then_some(())
    })
    .await;
    room.close().await;
}

#[tokio::test]
async fn work_that_is_forged_copied_late_or_not_done_buys_nothing() {
    let room = Room::start_asking_for(BITS).await;
    room.open_room(&json!({})).await;
    let _: Value = room.operate_at(ANOTHER_EVENT, "open").await.ok();
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    let challenge = asked(&mina).await;
    let (proof, unsolved) = (tried(&challenge, true), tried(&challenge, false));
    let forged = format!("B{}", &proof[1..]);
    for wrong in
        [&unsolved, &forged, &proof[1..].to_owned(), &String::new(), &"x".repeat(161), &"가".to_owned()]
    {
        enter(&mina, Some(wrong)).await.refused(ErrorCode::ProofOfWorkInvalid);
    }
    enter(&joon, Some(&proof)).await.refused(ErrorCode::ProofOfWorkInvalid);
    let elsewhere = entering(&mina, ANOTHER_EVENT).header(headers::PROOF_OF_WORK, &proof);
    elsewhere.await.refused(ErrorCode::ProofOfWorkInvalid);
    room.pass(SOLVED_WITHIN);
    let late = enter(&mina, Some(&proof)).await.refused(ErrorCode::ProofOfWorkInvalid);
    assert!(late.message.contains("too old"), "{}", late.message);
    let outline: Value = room.api.get(&format!("/api/waiting-room/events/{EVENT}")).await.ok();
    assert_eq!(outline["issued"], 0, "nothing was recorded");
    room.close().await;
}

#[tokio::test]
async fn work_pays_once_however_often_the_place_is_given_up() {
    let room = Room::start_asking_for(BITS).await;
    room.open_room(&json!({})).await;
    let mina = room.api.with_caller("mina");
    let (first, entered) = paid(&mina).await;
    leave(&mina, &entered).await;
    let used = enter(&mina, Some(&first)).await.refused(ErrorCode::ProofOfWorkInvalid);
    assert!(used.message.contains("before"), "{}", used.message);
    enter(&mina, None).await.refused(ErrorCode::ProofOfWorkRequired);
    let (second, entered) = paid(&mina).await;
    assert_eq!(entered["number"], 2);
    leave(&mina, &entered).await;
    for used in [&first, &second] {
        enter(&mina, Some(used)).await.refused(ErrorCode::ProofOfWorkInvalid);
    }
    let third = tried(&asked(&mina).await, true);
    let _: Value = room.operate("close").await.ok();
    room.pass(Duration::from_secs(1));
    room.open_room(&json!({})).await;
    let of_the_room_before = enter(&mina, Some(&third)).await.refused(ErrorCode::ProofOfWorkInvalid);
    assert!(of_the_room_before.message.contains("something else"), "{}", of_the_room_before.message);
    room.close().await;
}

#[tokio::test]
async fn operators_set_the_price_of_each_room_and_cheap_challenges_are_worth_nothing_when_it_rises() {
    let room = Room::start().await;
    room.open_room(&json!({})).await;
    let (mina, joon) = (room.api.with_caller("mina"), room.api.with_caller("joon"));
    assert_eq!(asked(&mina).await, json!({ "difficulty": 0 }), "nothing, unless it is said");
    assert_eq!(enter(&mina, None).await.status, 200);
    let put = async |bits: u32| {
        let call = room.api.call(Method::PUT, &format!("/api/waiting-room/admin/events/{EVENT}"));
        call.header("Authorization", &format!("Bearer {OPERATOR}")).json(&json!({ "workBits": bits })).await
    };
    put(23).await.refused(ErrorCode::ValidationFailed);
    assert_eq!(put(1).await.ok::<Value>()["workBits"], 1);
    let cheap = tried(&asked(&joon).await, true);
    assert_eq!(put(BITS).await.status, 200);
    let too_easy = enter(&joon, Some(&cheap)).await.refused(ErrorCode::ProofOfWorkInvalid);
    assert!(too_easy.message.contains("costs more"), "{}", too_easy.message);
    assert_eq!(enter(&mina, None).await.status, 200, "she has her place");
    assert_eq!(put(0).await.status, 200);
    assert_eq!(enter(&joon, None).await.status, 200);
    room.close().await;
}

#[tokio::test]
async fn many_from_one_network_pay_more() {
    let room = Room::start_asking_for(1).await;
    room.open_room(&json!({})).await;
    for number in 0..16 {
        paid(&room.api.with_caller(&format!("visitor-{number}"))).await;
    }
    assert_eq!(asked(&room.api.with_caller("mina")).await["difficulty"], 2);
    room.close().await;
}

#[tokio::test]
async fn clients_of_the_source_designs_pay_by_the_same_header_and_keep_what_they_have() {
    let room = Room::start_asking_for(BITS).await;
    room.open_room(&json!({})).await;
    let ways = |visitor: &ApiClient| {
        [
            visitor.post("/api/v1/queue/enter").json(&json!({ "eventId": EVENT })),
            visitor.post(&format!("/api/queue/check/{EVENT}")),
            visitor.post(&format!("/vwr-api/vwr/assign/{EVENT}")),
        ]
    };
    for way in 0..3 {
        let visitor = room.api.with_caller(&format!("visitor-{way}"));
        let call = || ways(&visitor).into_iter().nth(way).unwrap();
        call().await.refused(ErrorCode::ProofOfWorkRequired);
        let proof = tried(&asked(&visitor).await, true);
        assert_eq!(call().header(headers::PROOF_OF_WORK, &proof).await.status, 200);
        assert_eq!(call().await.status, 200, "the place is paid for");
        let left = visitor.post(&format!("/api/queue/leave/{EVENT}")).await;
        assert_eq!(left.status, 200, "{left}");
        eventually("the place is known to have ended", SOON, async || {
            (call().await.status == 403).then_some(())
        })
        .await;
    }
    let nameless = room.api.post("/api/v1/queue/enter").json(&json!({ "eventId": EVENT }));
    nameless.await.refused(ErrorCode::ProofOfWorkRequired);
    room.close().await;
}

#[tokio::test]
async fn a_place_costs_more_at_an_address_that_only_holds_and_for_as_long_as_that_is_said() {
    let room = Room::start_asking_for(BITS).await;
    room.open_room(&json!({})).await;
    let mina = room.api.with_caller("mina");
    let here = HoldTokens::new(SECRET).guests().at(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let reported = async |churning: &[String]| {
        let body = HeldBody { churning: churning.to_vec(), ..HeldBody::default() };
        client(&room).held(body).await.unwrap();
    };
    reported(&["00000000000000ff".to_owned(), "nonsense".to_owned()]).await;
    assert_eq!(asked(&mina).await["difficulty"], BITS, "another address");
    reported(&[here.to_string()]).await;
    assert_eq!(asked(&mina).await["difficulty"], BITS + 2);
    let (_, entered) = paid(&mina).await;
    assert_eq!(entered["number"], 1, "it is dearer, and not refused");
    room.close().await;
}
