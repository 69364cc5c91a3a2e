//! Reading orders: each caller only their own, and lists in pages.

use contracts::ErrorCode;
use contracts::http::order::{OrderBody, OrderListBody, OrderPlacedBody, OrderStatus};
use testkit::eventually;

use crate::room::{Plan, Room, SOON};

async fn place_as(room: &Room, caller: &str, seat: i64) -> OrderPlacedBody {
    room.api.with_caller(caller).place_order(1, &[seat], None, &format!("k{seat}")).await.ok()
}

#[tokio::test]
async fn somebody_else_s_order_does_not_exist() {
    let room = Room::open().await;
    let id = place_as(&room, "mina", 1).await.order_id;
    assert_eq!(room.api.with_caller("mina").order(id).await.status, 200);
    room.api.with_caller("joon").order(id).await.refused(ErrorCode::OrderNotFound);
    room.api.order(id).await.refused(ErrorCode::OrderNotFound);
    room.api.with_token(&room.token()).order(id).await.refused(ErrorCode::OrderNotFound);
    room.close().await;
}

#[tokio::test]
async fn each_of_many_clients_that_read_at_once_gets_its_own_order() {
    let room = Room::open().await;
    let mut ids = Vec::new();
    for seat in 1..=8 {
        ids.push(place_as(&room, "mina", seat).await.order_id);
    }
    let api = room.api.with_caller("mina");
    let reads = (0..200).map(|read| {
        let (api, id) = (&api, ids[read % ids.len()]);
        async move { assert_eq!(api.order(id).await.ok::<OrderBody>().order_id, id) }
    });
    futures::future::join_all(reads).await;
    room.close().await;
}

#[tokio::test]
async fn an_anonymous_order_is_read_by_its_id_in_open_mode_and_with_its_token_in_closed() {
    let room = Room::open().await;
    let id = room.place(&[1]).await.order_id;
    assert_eq!(room.api.order(id).await.status, 200);
    let storage = room.close().await;

    let mut plan = Plan::new().storage(storage);
    plan.http.anonymous_open = false;
    let room = plan.open().await;
    room.api.order(id).await.refused(ErrorCode::OrderNotFound);
    assert_eq!(room.api.with_token(&room.token()).order(id).await.status, 200);
    room.close().await;
}

#[tokio::test]
async fn a_list_shows_one_s_own_orders_newest_first_in_pages() {
    let room = Room::open().await;
    let mut placed = Vec::new();
    for seat in 1..=5 {
        placed.push(place_as(&room, "mina", seat).await.order_id);
        place_as(&room, "Mina", seat + 100).await;
    }
    let api = room.api.with_caller("mina");
    let (mut seen, mut path) = (Vec::new(), "/api/orders?limit=2".to_owned());
    loop {
        let page: OrderListBody = api.get(&path).await.ok();
        assert!(page.items.len() <= 2);
        assert!(page.items.iter().all(|order| order.timeline.len() >= 2), "an order without its timeline");
        seen.extend(page.items.iter().map(|order| order.order_id));
        let Some(cursor) = page.next_cursor else { break };
        path = format!("/api/orders?limit=2&cursor={cursor}");
    }
    placed.reverse();
    assert_eq!(seen, placed);
    room.close().await;
}

#[tokio::test]
async fn a_list_may_be_of_one_event_or_of_one_status() {
    let room = Room::open().await;
    let api = room.api.with_caller("mina");
    let mut placed = Vec::new();
    for seat in 1..=3 {
        placed.push(place_as(&room, "mina", seat).await.order_id);
    }
    for id in &placed {
        eventually("it is confirmed", SOON, async || {
            (api.order(*id).await.ok::<OrderBody>().status == OrderStatus::Confirmed).then_some(())
        })
        .await;
    }
    placed.reverse();
    let list = async |query: &str| {
        let page: OrderListBody = api.get(&format!("/api/orders?{query}")).await.ok();
        page.items.iter().map(|order| order.order_id).collect::<Vec<_>>()
    };
    assert_eq!(list("status=CONFIRMED").await, placed);
    assert_eq!(list("status=CONFIRMED&eventId=1&limit=2").await, placed[..2]);
    assert!(list("status=CANCELLED").await.is_empty());
    assert!(list("eventId=2").await.is_empty());
    let first: OrderListBody = api.get("/api/orders?status=CONFIRMED&limit=1").await.ok();
    let cursor = first.next_cursor.expect("there are more");
    assert_eq!(list(&format!("status=CONFIRMED&limit=1&cursor={cursor}")).await, placed[1..2]);
    for wrong in ["status=PAID", "status=confirmed", "eventId=0", "eventId=one"] {
        api.get(&format!("/api/orders?{wrong}")).await.refused(ErrorCode::BadRequest);
    }
    room.close().await;
}

#[tokio::test]
async fn an_order_that_has_not_changed_is_not_sent_again() {
    let room = Room::open().await;
    let (api, id) = (room.api.with_caller("mina"), place_as(&room, "mina", 1).await.order_id);
    eventually("nothing changes any more", SOON, async || {
        (api.order(id).await.ok::<OrderBody>().timeline.len() == 7).then_some(())
    })
    .await;
    let first = api.order(id).await;
    let tag = first.header("ETag").expect("a tag").to_owned();
    assert_eq!(first.header("Cache-Control"), Some("private, no-cache"));
    let again = api.order(id).header("If-None-Match", &tag).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert_eq!(api.order(id).header("If-None-Match", "W/\"1\"").await.status, 200);
    let stranger = room.api.with_caller("joon");
    stranger.order(id).header("If-None-Match", "*").await.refused(ErrorCode::OrderNotFound);
    room.close().await;
}

#[tokio::test]
async fn a_list_needs_an_identity_and_a_cursor_that_we_gave() {
    let room = Room::open().await;
    room.api.orders(None).await.refused(ErrorCode::Unauthenticated);
    room.api.with_token(&room.token()).orders(None).await.refused(ErrorCode::Unauthenticated);
    let api = room.api.with_caller("mina");
    for wrong in
        ["cursor=x", "cursor=1.2", "cursor=", "limit=0", "limit=101", "limit=x", "limit=-1", "page=2"]
    {
        api.get(&format!("/api/orders?{wrong}")).await.refused(ErrorCode::BadRequest);
    }
    assert!(api.orders(None).await.ok::<OrderListBody>().items.is_empty());
    room.close().await;
}
