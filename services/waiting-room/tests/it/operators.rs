//! What operators do to a room.

use std::sync::Arc;
use std::time::Duration;

use access::ServiceKey;
use contracts::ErrorCode;
use contracts::api::{Api, WaitingRoomApi};
use primitives::RandomIds;
use reqwest::Method;
use serde_json::{Value, json};
use service_client::{ServiceClient, ServiceClientConfig};
use service_harness::SECRET;
use testkit::eventually;

use crate::room::{EVENT, OPERATOR, Room, SOON};

pub(crate) fn client(room: &Room) -> Arc<dyn WaitingRoomApi> {
    let config = ServiceClientConfig::at(room.internal_url.parse().unwrap());
    let (key, ids) = (ServiceKey::derive(SECRET), Arc::new(RandomIds::default()));
    let client = ServiceClient::new(&config, &key, "reservation", "waiting-room", room.clock.clone(), ids);
    <dyn WaitingRoomApi>::remote(client.unwrap())
}

#[tokio::test]
async fn a_room_obeys_only_the_operators_token() {
    let room = Room::start().await;
    let path = format!("/api/waiting-room/admin/events/{EVENT}");
    room.api.get(&path).await.refused(ErrorCode::Unauthenticated);
    for wrong in
        ["Bearer", "Bearer x", OPERATOR, &format!("Basic {OPERATOR}"), &format!("Bearer {OPERATOR}x")]
    {
        let call = room.api.post(&format!("{path}/open")).header("Authorization", wrong);
        call.await.refused(ErrorCode::Unauthenticated);
    }
    room.operate("pause").await.refused(ErrorCode::NotFound);
    room.close().await;
    let closed = Room::start_with(None).await;
    closed.operate("open").await.refused(ErrorCode::Forbidden);
    closed.close().await;
}

#[tokio::test]
async fn a_room_is_opened_adjusted_paused_resumed_and_closed() {
    let room = Room::start().await;
    let opened = room.open_room(&json!({ "cap": 2, "ceiling": 6000 })).await;
    assert_eq!((&opened["cap"], &opened["room"]["phase"]), (&json!(2), &json!("OPEN")));
    room.operate("open").await.refused(ErrorCode::SaleNotOpen);
    room.operate("open").json(&json!({ "cap": 0 })).await.refused(ErrorCode::ValidationFailed);
    assert_eq!(opened["limitedBy"], "NONE_WAITING");
    let visitors = room.enter_all(&["mina", "joon", "sora"]).await;

    let paused: Value = room.operate("pause").json(&json!({ "reason": "the doors are late" })).await.ok();
    assert_eq!((&paused["room"]["phase"], &paused["limitedBy"]), (&json!("PAUSED"), &json!("PAUSED")));
    room.pass(Duration::from_secs(60));
    assert_eq!(visitors[0].place().await["state"], "WAITING");
    let _: Value = room.operate("resume").await.ok();
    room.pass(Duration::from_secs(1));
    visitors[0].becomes("CALLED").await;
    visitors[1].becomes("CALLED").await;

    let path = format!("/api/waiting-room/admin/events/{EVENT}");
    let put = room.api.call(Method::PUT, &path).header("Authorization", &format!("Bearer {OPERATOR}"));
    let adjusted: Value = put.json(&json!({ "cap": 3, "message": "nearly there" })).await.ok();
    assert_eq!((&adjusted["cap"], &adjusted["ceiling"]), (&json!(3), &json!(6000)));
    assert_eq!(adjusted["room"]["message"], "nearly there");

    let _: Value = room.operate("close").await.ok();
    visitors[2].becomes("CLOSED").await;
    visitors[0].claim().await.refused(ErrorCode::SaleNotOpen);
    room.visitor("late").try_enter().await.refused(ErrorCode::SaleNotOpen);
    room.operate("resume").await.refused(ErrorCode::SaleNotOpen);
    room.close().await;
}

#[tokio::test]
async fn what_operators_do_is_in_the_log() {
    let room = Room::start().await;
    let path = format!("/api/waiting-room/admin/events/{EVENT}/log");
    room.api.get(&path).await.refused(ErrorCode::Unauthenticated);
    let log = async |query: &str| {
        let call = room.api.get(&format!("{path}{query}"));
        call.header("Authorization", &format!("Bearer {OPERATOR}")).await
    };
    assert_eq!(log("").await.ok::<Value>()["items"], json!([]));
    room.open_room(&json!({ "cap": 2, "actor": "mina", "reason": "the sale begins" })).await;
    let _: Value = room.operate("pause").await.ok();
    let items = log("").await.ok::<Value>()["items"].clone();
    assert_eq!((&items[0]["action"], &items[0]["actor"]), (&json!("PAUSE"), &json!("operator")));
    assert_eq!(
        (&items[0]["before"]["phase"], &items[0]["after"]["phase"]),
        (&json!("OPEN"), &json!("PAUSED"))
    );
    assert_eq!((&items[1]["action"], &items[1]["actor"]), (&json!("OPEN"), &json!("mina")));
    assert_eq!((&items[1]["reason"], &items[1]["after"]["cap"]), (&json!("the sale begins"), &json!(2)));
    assert_eq!(log("?limit=1").await.ok::<Value>()["items"].as_array().unwrap().len(), 1);
    log("?limit=0").await.refused(ErrorCode::BadRequest);
    for wrong in ["x".repeat(101).as_str(), "u:0190b7a0-0000-7000-8000-000000000001", " u:1"] {
        let call = room.operate("resume").json(&json!({ "actor": wrong }));
        call.await.refused(ErrorCode::ValidationFailed);
    }
    room.close().await;
}

#[tokio::test]
async fn a_sale_is_opened_without_passes_by_its_number_and_ends_by_itself() {
    let room = Room::start().await;
    room.open_room(&json!({})).await;
    let open = |body: Value| room.operate("fail-open").json(&body);
    open(json!({ "openRate": 5 })).await.refused(ErrorCode::ValidationFailed);
    open(json!({ "confirm": "5", "openRate": 5 })).await.refused(ErrorCode::ValidationFailed);
    for (rate, minutes) in [(0, 1), (5, 0), (5, 61), (100_001, 1)] {
        let body = json!({ "confirm": "4", "openRate": rate, "minutes": minutes });
        open(body).await.refused(ErrorCode::ValidationFailed);
    }
    let body = json!({ "confirm": "4", "openRate": 5, "minutes": 2, "actor": "mina", "reason": "stuck" });
    let opened: Value = open(body.clone()).await.ok();
    assert_eq!(opened["failOpen"]["openRate"], 5);
    let rooms = client(&room);
    let sales = rooms.guarded().await.unwrap();
    assert_eq!((sales.event_ids, sales.open[0].per_second), (vec![EVENT], 5));

    let path = format!("/api/waiting-room/admin/events/{EVENT}/fail-open");
    let end = room.api.call(Method::DELETE, &path).header("Authorization", &format!("Bearer {OPERATOR}"));
    assert_eq!(end.await.ok::<Value>().get("failOpen"), None);
    assert_eq!(rooms.guarded().await.unwrap().open, []);
    let _: Value = open(body).await.ok();
    room.pass(Duration::from_secs(120));
    eventually("it has ended by itself", SOON, async || {
        rooms.guarded().await.unwrap().open.is_empty().then_some(())
    })
    .await;
    let _: Value = room.operate("close").await.ok();
    assert_eq!(rooms.guarded().await.unwrap().closed, Some(vec![EVENT]));
    room.close().await;
}

#[tokio::test]
async fn the_rooms_in_front_of_sales_are_listed_for_every_visitor_and_cache() {
    let room = Room::start().await;
    let list = async || room.api.get("/api/waiting-room/events").await;
    assert_eq!(list().await.ok::<Value>()["items"], json!([]));
    room.open_room(&json!({})).await;
    let listed = list().await;
    assert_eq!(listed.header("cache-control"), Some("public, max-age=1, stale-while-revalidate=5"));
    assert_eq!(listed.ok::<Value>()["items"][0]["eventId"], EVENT);
    let _: Value = room.operate("close").await.ok();
    assert_eq!(list().await.ok::<Value>()["items"], json!([]));
    room.close().await;
}

#[tokio::test]
async fn other_services_learn_which_sales_need_a_pass() {
    let room = Room::start().await;
    let rooms = client(&room);
    eventually("the rooms are read", SOON, async || {
        rooms.guarded().await.ok().filter(|guarded| guarded.event_ids.is_empty())
    })
    .await;
    room.open_room(&json!({})).await;
    assert_eq!(rooms.guarded().await.unwrap().event_ids, [EVENT]);
    let _: Value = room.operate("close").await.ok();
    assert_eq!(rooms.guarded().await.unwrap().event_ids, [0_i64; 0]);
    room.close().await;
}
