//! How many orders of one caller, and of one address, may wait for their decision.

use contracts::ErrorCode;
use order::app::UndecidedLimits;
use server::HttpConfig;

use crate::room::Plan;

/// Nothing is decided, and clients are where the header of the trusted proxy says.
fn undecided(per_caller: usize, per_address: usize) -> Plan {
    let mut plan = Plan::new().policy(|_| Vec::new());
    plan.config.limits.undecided = Some(UndecidedLimits { per_caller, per_address });
    plan.http = HttpConfig { proxies: "127.0.0.1".parse().unwrap(), ..plan.http };
    plan
}

#[tokio::test]
async fn a_caller_with_undecided_orders_leaves_room_for_others() {
    let room = undecided(2, 100).open().await;
    let mut seat = 0;
    let mut place = async |user: Option<&str>, address: &str| {
        seat += 1;
        let api = user.map_or(room.api.clone(), |user| room.api.with_caller(user));
        let call = api.place_order(1, &[seat], None, &format!("key-{seat}"));
        call.header("X-Forwarded-For", address).await
    };
    for (user, address) in [(None, "192.0.2.1"), (Some("mina"), "192.0.2.2")] {
        assert_eq!([place(user, address).await.status, place(user, address).await.status], [201, 201]);
        let refused = place(user, address).await;
        refused.refused(ErrorCode::RateLimited);
        assert_eq!(refused.header("Retry-After"), Some("2"));
    }
    place(Some("mina"), "192.0.2.3").await.refused(ErrorCode::RateLimited);
    assert_eq!(place(Some("joon"), "192.0.2.2").await.status, 201);
    assert_eq!(place(None, "192.0.2.4").await.status, 201);
    room.close().await;
}

#[tokio::test]
async fn invented_names_share_the_limit_of_their_address() {
    let room = undecided(2, 3).open().await;
    for number in 0..5_i64 {
        let api = room.api.with_caller(&format!("invented-{number}"));
        let answer = api.place_order(1, &[number + 1], None, "a-key").await;
        assert_eq!(answer.status, if number < 3 { 201 } else { 429 }, "{answer}");
    }
    room.close().await;
}

#[tokio::test]
async fn an_order_that_is_decided_makes_room_for_the_next() {
    let mut plan = Plan::new();
    plan.config.limits.undecided = Some(UndecidedLimits { per_caller: 1, per_address: 1 });
    let room = plan.open().await;
    for seat in 1..=3 {
        let placed = room.place(&[seat]).await;
        room.until_confirmed(placed.order_id).await;
    }
    room.close().await;
}
