//! The two-tier design: a place in the first tier, the queue of the second, and the entry token for the sale. Its clients are known by who they are.

use contracts::ErrorCode;
use contracts::http::reservation::ReservationBody;
use serde_json::{Value, json};
use testkit::{ApiClient, Call, eventually};

use super::{as_operator, is_guarded, text, with_a_room};
use crate::{CLUB, HALL, OPEN_AIR, SOON};

async fn check(visitor: &ApiClient, query: &str) -> Value {
    visitor.post(&format!("/api/v1/queue/check/{OPEN_AIR}{query}")).await.ok()
}

async fn status(visitor: &ApiClient) -> Value {
    visitor.get(&format!("/api/queue/status/{OPEN_AIR}")).await.ok()
}

async fn posted(visitor: &ApiClient, what: &str) -> Value {
    visitor.post(&format!("/api/v1/queue/{what}/{OPEN_AIR}")).await.ok()
}

async fn becomes(visitor: &ApiClient, state: &str) -> Value {
    eventually(&format!("the visitor is {state}"), SOON, async || {
        Some(status(visitor).await).filter(|standing| standing["status"] == state)
    })
    .await
}

fn hold(buyer: &ApiClient, event: i64) -> Call {
    let body = json!({ "eventId": event, "section": "FIELD", "quantity": 1 });
    buyer.post("/api/reservations").json(&body)
}

#[tokio::test]
async fn a_visitor_checks_waits_and_holds_with_the_entry_token() {
    let server = with_a_room(OPEN_AIR, 1).await;
    let api = server.api();
    is_guarded(&api, OPEN_AIR).await;
    let [mina, joon, sora] = ["mina", "joon", "sora"].map(|name| api.with_caller(name));
    assert_eq!(status(&mina).await["status"], "not_in_queue");
    check(&mina, "").await;
    let active = becomes(&mina, "active").await;
    assert_eq!(active["queued"], false);

    let queued = check(&joon, "?vwrPosition=0").await;
    assert_eq!((&queued["status"], &queued["queued"]), (&json!("queued"), &json!(true)));
    check(&sora, "?vwrPosition=-5").await;
    let second = becomes(&sora, "queued").await;
    assert_eq!(
        (&second["position"], &second["peopleAhead"]),
        (&json!(2), &json!(1)),
        "whatever it says of itself"
    );
    eventually("the line knows of both", SOON, async || {
        (status(&joon).await["peopleBehind"] == 1).then_some(())
    })
    .await;
    assert!(second["estimatedWait"].is_number() && second["nextPoll"].is_number(), "{second}");
    assert_eq!(posted(&sora, "heartbeat").await, json!({ "status": "queued", "queued": true }));
    assert_eq!(posted(&mina, "heartbeat").await, json!({ "status": "active", "queued": false }));

    let token = text(&active, "entryToken");
    assert_eq!(text(&check(&mina, "").await, "entryToken"), token, "a second claim gets the same");
    let _: ReservationBody = hold(&mina, OPEN_AIR).header("x-queue-entry-token", &token).await.ok();
    let cookie = format!("theme=dark; x-queue-entry-token={token}");
    let _: ReservationBody = hold(&mina, OPEN_AIR).header("Cookie", &cookie).await.ok();
    for (buyer, event) in [(&joon, OPEN_AIR), (&api, OPEN_AIR)] {
        let stolen = hold(buyer, event).header("x-queue-entry-token", &token).await;
        stolen.refused(ErrorCode::QueueTokenRequired);
    }
    assert_eq!(posted(&mina, "leave").await, json!({ "message": "Left queue" }));
    assert_eq!(posted(&mina, "leave").await, json!({ "message": "Left queue" }));
    assert_eq!(status(&mina).await["status"], "not_in_queue");
    becomes(&joon, "active").await;
}

#[tokio::test]
async fn an_event_without_a_room_is_entered_at_once_and_no_one_else_is() {
    let server = with_a_room(OPEN_AIR, 1).await;
    let (api, mina) = (server.api(), server.api().with_caller("mina"));
    let free: Value = mina.post(&format!("/api/queue/check/{HALL}")).await.ok();
    assert_eq!((&free["status"], &free["queued"]), (&json!("active"), &json!(false)));
    assert_eq!(free.get("entryToken"), None, "its sale needs none");
    for path in ["check", "heartbeat", "leave"] {
        api.post(&format!("/api/queue/{path}/{OPEN_AIR}")).await.refused(ErrorCode::Unauthenticated);
    }
    api.get(&format!("/api/queue/status/{OPEN_AIR}")).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_position_of_the_first_tier_admits_to_the_sale() {
    let server = with_a_room(OPEN_AIR, 1).await;
    let api = server.api();
    is_guarded(&api, OPEN_AIR).await;
    let assign = async |caller: &ApiClient| -> Value {
        caller.post(&format!("/vwr-api/vwr/assign/{OPEN_AIR}")).json(&json!({ "userId": "mina" })).await.ok()
    };
    let (first, second) = (assign(&api).await, assign(&api).await);
    assert_eq!(
        (&first["position"], &second["position"]),
        (&json!(1), &json!(2)),
        "clients without an identity"
    );
    assert!(first["estimatedWait"].is_number() && first["servingCounter"].is_number(), "{first}");
    let (first, second) = (text(&first, "requestId"), text(&second, "requestId"));
    let check =
        |event: i64, request: &str| api.get(&format!("/vwr-api/vwr/check/{event}/{request}?userId=queen"));
    let admitted = eventually("the position is admitted", SOON, async || {
        Some(check(OPEN_AIR, &first).await.ok::<Value>()).filter(|checked| checked["admitted"] == true)
    })
    .await;
    let waits: Value = check(OPEN_AIR, &second).await.ok();
    assert_eq!((&waits["admitted"], &waits["ahead"], waits.get("token")), (&json!(false), &json!(0), None));
    assert_eq!((&waits["totalInQueue"], &waits["position"]), (&json!(2), &json!(2)));
    assert!(waits["nextPoll"].is_number() && waits["estimatedWait"].is_number(), "{waits}");

    let token = text(&admitted, "token");
    let _: ReservationBody = hold(&api, OPEN_AIR).header("X-Queue-Token", &token).await.ok();
    let copied = token.split('~').next().unwrap();
    hold(&api, OPEN_AIR).header("X-Queue-Token", copied).await.refused(ErrorCode::QueueTokenRequired);
    let link = first.split('~').next().unwrap();
    for (event, request) in
        [(OPEN_AIR, link), (CLUB, first.as_str()), (OPEN_AIR, "forged"), (OPEN_AIR, &second[1..])]
    {
        check(event, request).await.refused(ErrorCode::NotFound);
    }
    let public: Value = api.get(&format!("/vwr-api/vwr/status/{OPEN_AIR}")).await.ok();
    let expected = json!({ "eventId": OPEN_AIR.to_string(), "isActive": true, "totalInQueue": 2, "serving": 1, "waitingCount": 1 });
    assert_eq!(public, expected);
    api.post(&format!("/vwr-api/vwr/assign/{HALL}")).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn operators_read_limit_and_end_a_queue_and_no_one_else_does() {
    let server = with_a_room(OPEN_AIR, 1).await;
    let api = server.api();
    for visitor in ["mina", "joon"] {
        check(&api.with_caller(visitor), "").await;
    }
    becomes(&api.with_caller("mina"), "active").await;
    let get = async |path: &str| -> Value { as_operator(api.get(path)).await.ok() };
    let post = async |path: &str| -> Value { as_operator(api.post(path)).await.ok() };
    let queue = get(&format!("/api/queue/admin/{OPEN_AIR}")).await;
    let event = OPEN_AIR.to_string();
    let expected =
        json!({ "eventId": event, "queueSize": 1, "currentUsers": 1, "threshold": 1, "available": 0 });
    assert_eq!(queue, expected);
    let vwr = get(&format!("/api/admin/vwr/status/{OPEN_AIR}")).await;
    let expected =
        json!({ "eventId": event, "isActive": true, "nextPosition": 2, "servingCounter": 1, "waiting": 1 });
    assert_eq!(vwr, expected);
    let advanced = post(&format!("/api/admin/vwr/advance/{OPEN_AIR}")).await;
    assert_eq!(
        (&advanced["advanced"], &advanced["status"]),
        (&json!(0), &json!("caught_up")),
        "the cap stays"
    );

    let limited = post(&format!("/api/v1/queue/admin/threshold/{OPEN_AIR}?threshold=2")).await;
    assert_eq!(limited, json!({ "eventId": event, "threshold": 2 }));
    becomes(&api.with_caller("joon"), "active").await;
    let absurd = api.post(&format!("/api/queue/admin/threshold/{OPEN_AIR}?threshold=0"));
    as_operator(absurd).await.refused(ErrorCode::BadRequest);

    for path in ["queue/admin/clear", "admin/vwr/deactivate", "admin/vwr/activate", "admin/vwr/advance"] {
        api.post(&format!("/api/{path}/{OPEN_AIR}")).await.refused(ErrorCode::Unauthenticated);
    }
    assert_eq!(
        post(&format!("/api/queue/admin/clear/{OPEN_AIR}")).await,
        json!({ "message": "Queue cleared" })
    );
    assert_eq!(
        becomes(&api.with_caller("late"), "active").await.get("entryToken"),
        None,
        "the sale is open to all"
    );
    let opened = post(&format!("/api/admin/vwr/activate/{OPEN_AIR}")).await;
    assert_eq!((&opened["eventId"], &opened["status"]), (&json!(event), &json!("activated")));
    let closed = post(&format!("/api/admin/vwr/deactivate/{OPEN_AIR}")).await;
    assert_eq!(closed["status"], "deactivated");
}
