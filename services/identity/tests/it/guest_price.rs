//! Sessions of guests cost work while very many are begun, and all who work get one.

use access::{SOLVED_WITHIN, WorkChallenge, WorkProof, WorkRefusal, is_solved};
use contracts::ErrorCode;
use contracts::http::headers;
use identity::AddressRates;
use identity::app::{AuthError, Device, Identity, IdentityParts};
use identity::domain::GuestPrice;
use primitives::GuestId;
use serde_json::{Value, json};
use testkit::{Answer, Call};
use tokio::task::JoinSet;

use crate::room::{MINUTE, Parts, Room, SignedIn};

const BITS: u32 = 8;
/// Four in a minute cost nothing.
const FEW_FREE: GuestPrice = GuestPrice { free_per_minute: 4, bits: BITS };
const NONE_FREE: GuestPrice = GuestPrice { free_per_minute: 0, bits: BITS };
const SECRET: &[u8] = b"the secret of these tests, long enough";
const HERE: &str = "192.0.2.1";

fn begin(room: &Room, address: &str, proof: Option<&str>) -> Call {
    let call = room.api.post("/api/auth/guest").header("X-Forwarded-For", address);
    proof.into_iter().fold(call, |call, proof| call.header(headers::PROOF_OF_WORK, proof))
}

async fn asked(room: &Room, address: &str) -> Value {
    room.api.get("/api/auth/guest/challenge").header("X-Forwarded-For", address).await.ok()
}

/// The first text that solves the challenge, or does not.
fn tried(challenge: &str, bits: u32, solves: bool) -> WorkProof {
    let mut proofs = (0..10_000_000_u32)
        .map(|number| WorkProof { challenge: challenge.to_owned(), solution: number.to_string() });
    proofs.find(|proof| is_solved(proof, bits) == solves).unwrap()
}

/// What a client at this address shows, of work that was done or not.
async fn shown(room: &Room, address: &str, solves: bool) -> String {
    let asked = asked(room, address).await;
    let bits = u32::try_from(asked["difficulty"].as_u64().unwrap()).unwrap();
    let WorkProof { challenge, solution } = tried(asked["challenge"].as_str().unwrap(), bits, solves);
    format!("{challenge}.{solution}")
}

#[track_caller]
fn is_invalid(answer: &Answer, why: &str) {
    let refused = answer.refused(ErrorCode::ProofOfWorkInvalid);
    assert!(refused.message.contains(why), "{}", refused.message);
}

#[tokio::test]
async fn a_guest_costs_nothing_until_many_begin_and_nothing_again_when_they_have_begun() {
    let room = Room::pricing(None, FEW_FREE).await;
    for number in 0..4 {
        assert_eq!(asked(&room, HERE).await, json!({ "difficulty": 0 }));
        let begun = begin(&room, &format!("192.0.2.{number}"), None).await;
        assert_eq!(begun.status, 201, "{begun}");
    }
    begin(&room, HERE, None).await.refused(ErrorCode::ProofOfWorkRequired);
    begin(&room, "198.51.100.1", None).await.refused(ErrorCode::ProofOfWorkRequired);
    assert_eq!(asked(&room, HERE).await["difficulty"], BITS);
    let proof = shown(&room, HERE, true).await;
    let begun = begin(&room, HERE, Some(&proof)).await;
    assert_eq!(begun.status, 201, "{begun}");
    let guest = SignedIn::read(&begun);
    assert!(guest.subject.starts_with("g:") && !guest.subject.contains(&guest.session), "{guest:?}");
    assert_eq!(room.refresh(&guest.refresh).await.status, 200);
    room.clock.advance(MINUTE * 2);
    assert_eq!(begin(&room, HERE, None).await.status, 201);
    assert_eq!(
        begin(&room, HERE, Some("nonsense")).await.status,
        201,
        "nothing is asked, so nothing is judged"
    );
}

#[tokio::test]
async fn an_address_that_begins_many_works_more_for_each() {
    let room = Room::pricing(None, NONE_FREE).await;
    for number in 0..16 {
        // Of one network.
        let address = format!("2001:db8:1:2::{number:x}");
        let proof = shown(&room, &address, true).await;
        assert_eq!(begin(&room, &address, Some(&proof)).await.status, 201);
    }
    let [here, elsewhere] = [asked(&room, "2001:db8:1:2::ff").await, asked(&room, "2001:db8:1:3::1").await];
    let bits = |asked: &Value| asked["difficulty"].as_u64().unwrap();
    assert_eq!(bits(&here), bits(&elsewhere) + 1);
}

#[tokio::test]
async fn work_that_is_forged_copied_late_or_not_done_makes_no_guest() {
    let room = Room::pricing(None, NONE_FREE).await;
    let proof = shown(&room, HERE, true).await;
    is_invalid(&begin(&room, "192.0.2.2", Some(&proof)).await, "someone else");
    is_invalid(&begin(&room, HERE, Some(&shown(&room, HERE, false).await)).await, "does not solve");
    let forged = format!("B{}", &proof[1..]);
    for wrong in [&forged, &proof[1..].to_owned(), &String::new(), &"x".repeat(161), &"가".to_owned()] {
        is_invalid(&begin(&room, HERE, Some(wrong)).await, "not genuine");
    }
    room.clock.advance(SOLVED_WITHIN);
    is_invalid(&begin(&room, HERE, Some(&proof)).await, "too old");
    let of_a_neighbour = shown(&room, "2001:db8:1:2::1", true).await;
    assert_eq!(begin(&room, "2001:db8:1:2:ffff::9", Some(&of_a_neighbour)).await.status, 201, "one /64");
}

#[tokio::test]
async fn work_pays_for_one_session_however_often_it_is_shown_at_once() {
    let room = Room::pricing(None, NONE_FREE).await;
    let proof = shown(&room, HERE, true).await;
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let call = begin(&room, HERE, Some(&proof));
        calls.spawn(async move { call.await });
    }
    let answers = calls.join_all().await;
    let (made, used): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), used.len()), (1, 49), "{answers:?}");
    used.into_iter().for_each(|answer| is_invalid(answer, "before"));
    let guest = SignedIn::read(made[0]);
    let out = room.post("logout", &json!({ "refreshToken": guest.refresh })).await;
    assert_eq!(out.status, 204, "{out}");
    is_invalid(&begin(&room, HERE, Some(&proof)).await, "before");
}

#[tokio::test]
async fn work_that_one_instance_has_asked_for_is_taken_by_another_and_by_one_of_them() {
    let parts = Parts::open().await;
    let instance = |secret: &[u8]| {
        Identity::new(IdentityParts { guest_price: Some(NONE_FREE), ..parts.of_an_instance() }, secret)
    };
    let (one, other) = (instance(SECRET), instance(SECRET));
    one.keep_keys().await.unwrap();
    other.keep_keys().await.unwrap();
    let here = GuestId(7);
    let WorkChallenge { challenge, bits } = one.price_of_guest(here).unwrap();
    let proof = tried(&challenge, bits, true);
    let paid = other.pay_for_guest(here, Some(&proof)).unwrap();
    assert!(other.begin_guest(Device::default(), paid).await.is_ok());
    let again = one.pay_for_guest(here, Some(&proof)).unwrap();
    let used = one.begin_guest(Device::default(), again).await;
    assert!(matches!(used, Err(AuthError::Work(WorkRefusal::Used))), "{used:?}");
    let stranger = instance(b"another secret of these tests, long enough");
    assert_eq!(stranger.pay_for_guest(here, Some(&proof)).unwrap_err(), WorkRefusal::Forged);
}

#[tokio::test]
async fn one_who_works_is_limited_by_the_rate_of_the_address_alone_and_learning_the_price_uses_none_of_it() {
    let rates = AddressRates { guests_per_minute: 2, ..AddressRates::default() };
    let room = Room::pricing(Some(rates), NONE_FREE).await;
    for _ in 0..20 {
        begin(&room, HERE, None).await.refused(ErrorCode::ProofOfWorkRequired);
    }
    for _ in 0..4 {
        let proof = shown(&room, HERE, true).await;
        let begun = begin(&room, HERE, Some(&proof)).await;
        assert_eq!(begun.status, 201, "{begun}");
    }
    let proof = shown(&room, HERE, true).await;
    begin(&room, HERE, Some(&proof)).await.refused(ErrorCode::RateLimited);
    assert_eq!(begin(&room, "192.0.2.2", Some(&shown(&room, "192.0.2.2", true).await)).await.status, 201);
}
