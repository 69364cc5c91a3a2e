//! A process of reservation that starts lets no hold through before it has heard which sales have a line in front of them.

use contracts::ErrorCode;
use contracts::services::{RESERVATION, WAITING_ROOM};
use serde_json::json;
use testkit::installation::Engines;
use testkit::{Address, Answer, ApiClient, Installation, eventually};
use tokio::task::block_in_place;

use crate::entrance::is_through_the_proxy;
use crate::system::{binaries, demo};
use crate::{CLUB, HALL, SOON};

pub(crate) const OPERATOR: &str = "an operator token of tests, long enough";

/// Puts a line in front of the sale.
pub(crate) async fn open_room(api: &ApiClient, event: i64, cap: u32) {
    let open = api.post(&format!("/api/waiting-room/admin/events/{event}/open"));
    let open = open.header("Authorization", &format!("Bearer {OPERATOR}"));
    let opened = open.json(&json!({ "cap": cap, "ceiling": 6000 })).await;
    assert_eq!(opened.status, 200, "{opened}");
}

/// Without a pass. None: no instance has answered.
async fn hold(api: &ApiClient, event: i64, seat: i64) -> Option<Answer> {
    api.hold(event, &[seat]).attempt().await.ok()
}

/// Until a sale without a line goes on. One with a line lets no hold through meanwhile, nor from then on.
async fn goes_on(api: &ApiClient, seat: i64) {
    eventually("the sale without a line goes on", SOON, async || {
        let guarded = hold(api, CLUB, seat).await?;
        assert_ne!(guarded.status, 201, "a hold of a guarded sale was let through without a pass");
        (hold(api, HALL, seat).await?.status == 201).then_some(())
    })
    .await;
    hold(api, CLUB, seat).await.unwrap().refused(ErrorCode::QueueTokenRequired);
}

/// In the stage that enters directly: nothing here asks the proxy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reservation_lets_no_hold_of_a_guarded_sale_through_while_it_starts() {
    if is_through_the_proxy() {
        return;
    }
    let options = demo().env("HOLDFAST_OPERATOR_TOKEN", OPERATOR);
    let mut house = Installation::start(binaries(), Engines::own(), 1, &options).await;
    let api = house.api();
    open_room(&api, CLUB, 1).await;
    eventually("reservation has heard of the line", SOON, async || {
        (hold(&api, CLUB, 1).await?.status == 403).then_some(())
    })
    .await;

    house.process(RESERVATION.name, 0).start_again();
    goes_on(&api, 2).await;

    // The waiting room says nothing.
    house.process(WAITING_ROOM.name, 0).pause();
    house.process(RESERVATION.name, 0).start_again();
    let refused = eventually("reservation answers", SOON, async || hold(&api, CLUB, 3).await).await;
    refused.refused(ErrorCode::Unavailable);
    assert!(refused.header("Retry-After").is_some(), "{refused}");
    hold(&api, HALL, 3).await.unwrap().refused(ErrorCode::Unavailable);
    let internal = ApiClient::new(Address::new(house.internal_url(RESERVATION.name, 0)));
    let ready = internal.get("/readyz?verbose").await;
    assert_eq!(ready.status, 503);
    assert!(ready.error().message.contains("sale-gate: fails, needed"), "{ready}");
    house.process(WAITING_ROOM.name, 0).resume();
    goes_on(&api, 3).await;

    // And again it says nothing, which is nothing new to a process that has heard of it.
    house.process(WAITING_ROOM.name, 0).pause();
    hold(&api, CLUB, 4).await.unwrap().refused(ErrorCode::QueueTokenRequired);
    assert_eq!(hold(&api, HALL, 4).await.unwrap().status, 201);
    house.process(WAITING_ROOM.name, 0).resume();

    house.engines().kafka().process().kill9();
    house.process(RESERVATION.name, 0).start_again();
    goes_on(&api, 5).await;
    block_in_place(|| house.engines().kafka().process().start_again()).unwrap();
}
