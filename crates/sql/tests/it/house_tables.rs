//! Outbox and inbox as tables: order, durability and bounds.

use std::time::Duration;

use primitives::{MessageId, Timestamp};
use sql::{Database, OutboxRow, inbox, outbox};
use uuid::Uuid;

use crate::fresh;

fn id(number: u128) -> MessageId {
    MessageId::from_uuid(Uuid::from_u128(number))
}

fn row(number: u128, key: &str, now: i64) -> OutboxRow {
    OutboxRow {
        message_id: id(number).to_string(),
        topic: "topic".to_owned(),
        aggregate_key: key.to_owned(),
        payload: "{}".to_owned(),
        traceparent: None,
        created_us: now,
    }
}

async fn enqueue(db: &Database, number: u128, key: &str, now: i64) {
    let mut tx = db.begin().await.unwrap();
    outbox::enqueue(&mut tx, &row(number, key, now)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn unsent(db: &Database) -> Vec<String> {
    outbox::unsent(db, Timestamp::from_micros(1), 100)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.message_id)
        .collect()
}

#[tokio::test]
async fn messages_of_one_key_stay_in_order_when_the_clock_steps_back() {
    let (_kept, db) = fresh().await;
    for (number, now) in [(3, 500), (2, 400), (1, 100)] {
        enqueue(&db, number, "one key", now).await;
    }
    assert_eq!(unsent(&db).await, [id(3), id(2), id(1)].map(|id| id.to_string()));
}

#[tokio::test]
async fn a_commit_with_a_message_wakes_the_relay() {
    let (_kept, db) = fresh().await;
    let waiting = db.outbox_committed();
    enqueue(&db, 1, "key", 1).await;
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("no signal came");
}

#[tokio::test]
async fn sent_messages_are_not_read_again_and_are_pruned_in_slices() {
    let (_kept, db) = fresh().await;
    for number in 1..=5 {
        enqueue(&db, number, "key", i64::try_from(number).unwrap()).await;
    }
    let sent: Vec<MessageId> = (1..=4).map(id).collect();
    outbox::mark_sent(&db, &sent, Timestamp::from_micros(10)).await.unwrap();
    assert_eq!(unsent(&db).await, [id(5).to_string()]);
    assert_eq!(outbox::oldest_unsent(&db).await.unwrap(), Some(Timestamp::from_micros(5)));

    let before = Timestamp::from_micros(11);
    assert_eq!(outbox::prune_sent(&db, before, 3).await.unwrap(), 3);
    assert_eq!(outbox::prune_sent(&db, before, 3).await.unwrap(), 1);
    assert_eq!(unsent(&db).await, [id(5).to_string()], "an unsent message was pruned");
}

#[tokio::test]
async fn a_backlog_is_noticed() {
    let (_kept, db) = fresh().await;
    for number in 1..=3 {
        enqueue(&db, number, "key", 1).await;
    }
    let mut reader = db.reader().await.unwrap();
    assert!(outbox::holds_more_than(&mut reader, 2).await.unwrap());
    assert!(!outbox::holds_more_than(&mut reader, 3).await.unwrap());
}

#[tokio::test]
async fn a_message_is_marked_as_processed_once_for_each_consumer() {
    let (_kept, db) = fresh().await;
    let now = Timestamp::from_micros(7);
    let mut tx = db.begin().await.unwrap();
    assert!(inbox::mark_processed(&mut tx, "order", id(1), now).await.unwrap());
    assert!(!inbox::mark_processed(&mut tx, "order", id(1), now).await.unwrap());
    assert!(inbox::mark_processed(&mut tx, "payment", id(1), now).await.unwrap());
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    assert!(
        inbox::mark_processed(&mut tx, "order", id(1), now).await.unwrap(),
        "the mark of a dropped transaction was kept"
    );
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn many_messages_are_marked_at_once_and_only_those() {
    let (_kept, db) = fresh().await;
    let mut tx = db.begin().await.unwrap();
    for number in 1..=600 {
        outbox::enqueue(&mut tx, &row(number, "key", 1)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let sent: Vec<MessageId> = (1..=599).map(id).collect();
    outbox::mark_sent(&db, &sent, Timestamp::from_micros(10)).await.unwrap();
    assert_eq!(unsent(&db).await, [id(600).to_string()]);
    outbox::mark_sent(&db, &[], Timestamp::from_micros(10)).await.unwrap();
}

#[tokio::test]
async fn an_inbox_is_pruned_for_each_consumer_by_itself() {
    let (_kept, db) = fresh().await;
    let now = Timestamp::from_micros(0).plus(Duration::from_secs(30 * 24 * 60 * 60));
    let mut tx = db.begin().await.unwrap();
    for (consumer, seen) in [("order", Timestamp::from_micros(1)), ("payment", now)] {
        assert!(inbox::mark_processed(&mut tx, consumer, id(1), seen).await.unwrap());
    }
    tx.commit().await.unwrap();
    assert!(!inbox::prune_expired(&db, now).await.unwrap());
    let mut tx = db.begin().await.unwrap();
    assert!(
        !inbox::mark_processed(&mut tx, "payment", id(1), now).await.unwrap(),
        "the other consumer's was pruned"
    );
    assert!(inbox::mark_processed(&mut tx, "order", id(1), now).await.unwrap());
}

#[tokio::test]
async fn what_can_still_be_delivered_is_kept_while_the_rest_is_pruned_in_slices() {
    let (_kept, db) = fresh().await;
    let now = Timestamp::from_micros(0).plus(Duration::from_secs(30 * 24 * 60 * 60));
    let mut tx = db.begin().await.unwrap();
    for number in 1..=1_001 {
        assert!(
            inbox::mark_processed(&mut tx, "order", id(number), Timestamp::from_micros(1)).await.unwrap()
        );
    }
    assert!(inbox::mark_processed(&mut tx, "order", id(2_000), now).await.unwrap());
    tx.commit().await.unwrap();
    for more in [true, true, false] {
        assert_eq!(inbox::prune_expired(&db, now).await.unwrap(), more);
    }
    let mut tx = db.begin().await.unwrap();
    assert!(inbox::mark_processed(&mut tx, "order", id(1_001), now).await.unwrap(), "an old one is left");
    assert!(
        !inbox::mark_processed(&mut tx, "order", id(2_000), now).await.unwrap(),
        "a message of today was pruned"
    );
}
