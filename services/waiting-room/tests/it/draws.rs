//! An opening whose order is drawn, checked by a visitor with what was published.

use std::collections::BTreeSet;
use std::time::Duration;

use contracts::WireTime;
use primitives::VisitorId;
use serde_json::{Value, json};
use testkit::eventually;
use waiting_room::domain::{Draw, JoinIndex, ProofStep, Seal, commitment, leaf, root_of, seed, shuffled};

use crate::room::{Room, SOON, Visitor};

const NAMES: [&str; 7] = ["mina", "joon", "sora", "hana", "taeo", "yuna", "beom"];

fn bytes(digits: &Value) -> [u8; 32] {
    let digits = digits.as_str().unwrap();
    let bytes = (0..32).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap());
    bytes.collect::<Vec<_>>().try_into().unwrap()
}

async fn published(room: &Room, what: &str) -> Value {
    eventually(&format!("{what} is published"), SOON, async || {
        let body: Value = room.api.get("/api/waiting-room/events/4").await.ok();
        body["draw"].get(what).is_some().then(|| body["draw"].clone())
    })
    .await
}

async fn proof(visitor: &Visitor) -> Value {
    visitor.with_ticket(visitor.api.get("/api/waiting-room/place/proof")).await.ok()
}

/// The number that follows from what was published, if the proof holds.
fn checked(proof: &Value, draw: &Value) -> u64 {
    let index = proof["index"].as_u64().unwrap() as u32;
    let visitor: VisitorId = proof["visitor"].as_str().unwrap().parse().unwrap();
    let step = |step: &Value| ProofStep { sibling: bytes(&step["sibling"]), is_left: step["left"] == true };
    let steps: Vec<ProofStep> = proof["steps"].as_array().unwrap().iter().map(step).collect();
    assert_eq!(root_of(leaf(JoinIndex(index), visitor), &steps), bytes(&draw["root"]));
    let count = draw["registered"].as_u64().unwrap() as u32;
    u64::from(shuffled(index, count, &bytes(&draw["seed"]))) + 1
}

#[tokio::test]
async fn the_order_of_an_opening_follows_from_what_was_published_before() {
    let room = Room::start().await;
    let opens_at = room.now().plus(Duration::from_secs(60));
    let body = json!({ "opensAt": WireTime(opens_at), "beaconRound": 77, "cap": 100, "ceiling": 6000 });
    let committed = room.open_room(&body).await["room"]["draw"].clone();
    let visitors = room.enter_all(&NAMES).await;
    assert_eq!(visitors[3].place().await["state"], "REGISTERED");
    let not_yet = visitors[0].with_ticket(visitors[0].api.get("/api/waiting-room/place/proof")).await;
    assert_eq!(not_yet.status, 404);

    room.pass(Duration::from_secs(50));
    let sealed = published(&room, "root").await;
    assert_eq!((&sealed["registered"], sealed.get("secret")), (&json!(7), None));
    let mut late = room.visitor("late");
    late.enter().await;
    assert_eq!(late.place().await["number"], 8);
    let _: Value = room.operate("beacon").json(&json!({ "value": "c0ffee" })).await.ok();

    room.pass(Duration::from_secs(10));
    let drawn = published(&room, "seed").await;
    assert_eq!(drawn["commitment"], committed["commitment"]);
    assert_eq!(commitment(&bytes(&drawn["secret"])), bytes(&committed["commitment"]));
    let seal = Seal { count: 7, root: bytes(&sealed["root"]) };
    let beacon = Some("c0ffee".to_owned());
    let draw =
        Draw { secret: bytes(&drawn["secret"]), round: Some(77), beacon, seal: Some(seal), seed: None };
    assert_eq!(seed(&draw).unwrap(), bytes(&drawn["seed"]));
    let mut numbers = BTreeSet::new();
    for visitor in &visitors {
        let number = checked(&proof(visitor).await, &drawn);
        assert_eq!(visitor.place().await["number"], number);
        numbers.insert(number);
    }
    assert_eq!(numbers, (1..=7).collect());
    room.close().await;
}

#[tokio::test]
async fn without_a_beacon_it_opens_a_little_later_and_says_so() {
    let room = Room::start().await;
    let opens_at = room.now().plus(Duration::from_secs(20));
    room.open_room(&json!({ "opensAt": WireTime(opens_at), "beaconRound": 77 })).await;
    room.enter_all(&NAMES).await;
    room.pass(Duration::from_secs(20));
    published(&room, "root").await;
    room.pass(Duration::from_secs(10));
    let drawn = published(&room, "seed").await;
    assert_eq!((&drawn["beaconRound"], drawn.get("beacon")), (&json!(77), None));
    room.close().await;
}
