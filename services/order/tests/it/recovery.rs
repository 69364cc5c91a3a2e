//! Recovery: at boot and all the time, and no damaged order stands in the way of the others.

use std::sync::Arc;
use std::time::Duration;

use contracts::ErrorCode;
use contracts::messages::PaymentReply;
use primitives::FakeClock;
use uuid::Uuid;

use crate::others::{Reply, ignoring, willing};
use crate::room::Plan;

#[tokio::test]
async fn one_damaged_order_never_blocks_the_others() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(ignoring("authorize")).open().await;
    let mut ids = Vec::new();
    for seat in 1..=5 {
        ids.push(room.place(&[seat]).await.order_id);
    }
    let damaged = ids.remove(0);
    let mut tx = room.database.begin().await.unwrap();
    sql::query("UPDATE sagas SET state = 'GARBLED', due_us = 0 WHERE order_id = ?")
        .bind(damaged.to_string())
        .execute(&mut tx)
        .await
        .unwrap();
    sql::query(
        "INSERT INTO sagas SELECT 'no id', version, state, reason, voided, released, lost, attempt, entries, entered_us, \
         updated_us, 1 FROM sagas WHERE order_id = ?",
    )
    .bind(damaged.to_string())
    .execute(&mut tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();

    let storage = room.close().await;
    clock.advance(Duration::from_secs(30));
    let room = Plan::new().clock(&clock).policy(ignoring("authorize")).storage(storage).open().await;
    for id in ids {
        room.until_cancelled(id).await;
    }
    room.api.order(damaged).await.refused(ErrorCode::InternalError);
    room.close().await;
}

#[tokio::test]
async fn a_reply_for_an_unknown_order_is_dropped() {
    let room = Plan::new().policy(willing).open().await;
    for number in 0..64 {
        let order_id = Uuid::from_u128(number);
        room.others.say(&Reply::Payment(PaymentReply::Authorized { order_id })).await;
    }
    let id = room.place(&[1]).await.order_id;
    room.until_confirmed(id).await;
    room.close().await;
}

#[tokio::test]
async fn nothing_is_left_to_send_or_to_hear_when_all_orders_are_decided() {
    let room = Plan::new().policy(willing).open().await;
    for seat in 1..=20 {
        room.place(&[seat]).await;
    }
    testkit::eventually("an empty outbox and no saga that waits", crate::room::SOON, async || {
        let mut reader = room.database.reader().await.unwrap();
        let (waiting,): (i64,) = sql::query("SELECT COUNT(*) FROM sagas WHERE due_us IS NOT NULL")
            .fetch_one(&mut reader)
            .await
            .unwrap();
        let (unsent,): (i64,) =
            sql::query("SELECT COUNT(*) FROM outbox WHERE sent_us = 0").fetch_one(&mut reader).await.unwrap();
        (waiting == 0 && unsent == 0).then_some(())
    })
    .await;
    assert_eq!(room.ledger().await.len(), 20);
    room.close().await;
}
