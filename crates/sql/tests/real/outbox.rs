//! One outbox, several processes.

use std::time::Duration;

use primitives::{MessageId, Timestamp};
use sql::{Database, DbError, NumberedRow, OutboxRow, ServerConfig, outbox};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use crate::{SOON, config, connect, limited};

const LEASE: Duration = Duration::from_secs(10);
const START: Timestamp = Timestamp::from_micros(1_000_000_000);

fn at(millis: u64) -> Timestamp {
    START.plus(Duration::from_millis(millis))
}

fn row(number: u128, key: &str, at: Timestamp) -> OutboxRow {
    OutboxRow {
        message_id: Uuid::from_u128(number).to_string(),
        topic: "topic".to_owned(),
        aggregate_key: key.to_owned(),
        payload: number.to_string(),
        traceparent: None,
        created_us: at.as_micros(),
    }
}

fn leased() -> ServerConfig {
    limited(config(), |limits| limits.outbox_lease = LEASE)
}

async fn two_processes() -> (Database, Database) {
    let config = leased();
    (connect(&config).await, connect(&config).await)
}

async fn enqueue(db: &Database, number: u128, key: &str, at: Timestamp) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    outbox::enqueue(&mut tx, &row(number, key, at)).await?;
    tx.commit().await
}

async fn unsent(db: &Database, now: Timestamp) -> Vec<String> {
    outbox::unsent(db, now, 100).await.unwrap().into_iter().map(|row| row.payload).collect()
}

async fn mark(db: &Database, number: u128) {
    outbox::mark_sent(db, &[MessageId::from_uuid(Uuid::from_u128(number))], at(0)).await.unwrap();
}

#[tokio::test]
async fn each_process_publishes_what_it_has_committed() {
    let (one, other) = two_processes().await;
    enqueue(&one, 1, "a", at(0)).await.unwrap();
    enqueue(&other, 2, "b", at(1)).await.unwrap();
    assert_eq!(
        (unsent(&one, at(2)).await, unsent(&other, at(2)).await),
        (vec!["1".into()], vec!["2".into()])
    );
    mark(&one, 1).await;
    assert_eq!(unsent(&one, at(3)).await, Vec::<String>::new());
}

#[tokio::test]
async fn messages_of_a_dead_process_are_taken_over_when_its_lease_has_expired() {
    let (dead, other) = two_processes().await;
    for number in 1..=3 {
        enqueue(&dead, number, "a", at(0)).await.unwrap();
    }
    assert_eq!(unsent(&other, at(9_900)).await, Vec::<String>::new(), "the lease has not expired");
    assert_eq!(unsent(&other, at(11_000)).await, ["1", "2", "3"]);
    // It was not dead: what another process has taken over is no longer its own.
    assert_eq!(unsent(&dead, at(11_000)).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_graceful_end_hands_over_at_once_and_later_commits_too() {
    let (ends, other) = two_processes().await;
    for number in 1..=300 {
        enqueue(&ends, number, "a", at(0)).await.unwrap();
    }
    outbox::hand_over(&ends).await.unwrap();
    enqueue(&ends, 301, "a", at(0)).await.unwrap();
    let taken = outbox::unsent(&other, at(1), 1_000).await.unwrap();
    assert_eq!(taken.len(), 301);
    // It does not take them back.
    assert_eq!(unsent(&ends, at(2)).await, Vec::<String>::new());
}

#[tokio::test]
async fn messages_written_during_a_hand_over_are_handed_over_too() {
    let (ends, other) = two_processes().await;
    let mut tx = ends.begin().await.unwrap();
    outbox::enqueue(&mut tx, &row(1, "a", at(0))).await.unwrap();
    let mut handing_over = Box::pin(outbox::hand_over(&ends));
    let early = timeout(Duration::from_millis(300), &mut handing_over).await;
    assert!(early.is_err(), "it ended before the message could be seen");
    tx.commit().await.unwrap();
    handing_over.await.unwrap();
    assert_eq!(unsent(&other, at(1)).await, ["1"]);
}

#[tokio::test]
async fn a_live_process_keeps_what_it_cannot_publish() {
    let (slow, other) = two_processes().await;
    enqueue(&slow, 1, "a", at(0)).await.unwrap();
    for second in 1..40 {
        assert_eq!(unsent(&slow, at(second * 1_000)).await, ["1"]);
        assert_eq!(unsent(&other, at(second * 1_000)).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_later_message_of_a_key_waits_for_the_earlier_one_of_another_process() {
    let (one, other) = two_processes().await;
    enqueue(&one, 1, "a", at(0)).await.unwrap();
    enqueue(&other, 2, "a", at(1)).await.unwrap();
    enqueue(&one, 3, "a", at(2)).await.unwrap();
    enqueue(&other, 4, "b", at(3)).await.unwrap();
    assert_eq!(
        (unsent(&one, at(4)).await, unsent(&other, at(4)).await),
        (vec!["1".into()], vec!["4".into()])
    );
    // The first is for its own commits; the second for what is blocked, though something else was published.
    other.outbox_committed().await;
    timeout(SOON, other.outbox_committed()).await.expect("what is blocked beside others is not rechecked");
    mark(&other, 4).await;
    assert_eq!(unsent(&other, at(5)).await, Vec::<String>::new());

    // No signal comes when the first is published, so the other process looks again by itself.
    mark(&one, 1).await;
    let asked = Instant::now();
    timeout(SOON, other.outbox_committed()).await.expect("the other process waits for a commit of its own");
    assert!(asked.elapsed() < Duration::from_secs(5));
    assert_eq!((unsent(&one, at(6)).await, unsent(&other, at(6)).await), (vec![], vec!["2".into()]));
    mark(&other, 2).await;
    assert_eq!(unsent(&one, at(7)).await, ["3"]);
}

async fn handed_over(db: &Database) -> Option<Vec<String>> {
    let rows = outbox::take_committed(db, 100).await.unwrap()?;
    Some(rows.into_iter().map(|row| row.payload).collect())
}

#[tokio::test]
async fn what_is_handed_over_waits_for_an_earlier_message_of_another_process() {
    let (one, other) = two_processes().await;
    assert_eq!((unsent(&one, at(0)).await, unsent(&other, at(0)).await), (vec![], vec![]));
    enqueue(&one, 1, "a", at(0)).await.unwrap();
    enqueue(&other, 2, "b", at(1)).await.unwrap();
    assert_eq!(handed_over(&other).await.unwrap(), ["2"], "another key waits for nothing");
    mark(&other, 2).await;
    enqueue(&other, 3, "a", at(2)).await.unwrap();
    assert_eq!(handed_over(&other).await, None, "it overtook an earlier message");
    assert_eq!(unsent(&other, at(3)).await, Vec::<String>::new());
    assert_eq!(handed_over(&other).await, None, "something waits in the table still");

    // The other process waits with the same key: which of the two comes first only the table knows.
    assert_eq!(handed_over(&one).await, None);
    assert_eq!(unsent(&one, at(3)).await, ["1"]);
    mark(&one, 1).await;
    assert_eq!(unsent(&other, at(4)).await, ["3"]);
    mark(&other, 3).await;
    enqueue(&other, 4, "a", at(5)).await.unwrap();
    assert_eq!(handed_over(&other).await.unwrap(), ["4"]);
}

#[tokio::test]
async fn an_own_message_behind_one_of_a_dead_process_is_published_after_it() {
    let (dead, other) = two_processes().await;
    enqueue(&dead, 1, "a", at(0)).await.unwrap();
    enqueue(&other, 2, "a", at(8_000)).await.unwrap();
    assert_eq!(unsent(&other, at(8_000)).await, Vec::<String>::new());
    assert_eq!(unsent(&other, at(11_000)).await, ["1", "2"]);
}

#[tokio::test]
async fn processes_that_take_over_together_share_without_duplicates() {
    let config = leased();
    let dead = connect(&config).await;
    let mut tx = dead.begin().await.unwrap();
    for number in 0..600 {
        outbox::enqueue(&mut tx, &row(number, &format!("key {}", number % 7), at(0))).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut heirs = JoinSet::new();
    for _ in 0..4 {
        let config = config.clone();
        heirs.spawn(async move {
            let heir = connect(&config).await;
            outbox::unsent(&heir, at(20_000), 1_000)
                .await
                .unwrap()
                .into_iter()
                .map(|row| row.message_id)
                .collect()
        });
    }
    let taken: Vec<String> =
        heirs.join_all().await.into_iter().flat_map(|taken: Vec<String>| taken).collect();
    let mut once = taken.clone();
    once.sort();
    once.dedup();
    assert_eq!(taken.len(), once.len(), "a message has two owners");
}

#[tokio::test]
async fn numbers_of_one_key_have_no_gaps_under_concurrent_writers() {
    const WRITERS: u128 = 8;
    const MESSAGES: u128 = 20;
    let config = leased();
    let db = connect(&config).await;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let db = db.clone();
        writers.spawn(async move {
            for number in 0..MESSAGES {
                let number = writer * MESSAGES + number;
                while let Err(error) = enqueue(&db, number, "a", at(0)).await {
                    assert!(error.is_contended(), "{error:?}");
                }
            }
        });
    }
    writers.join_all().await;
    let mut reader = db.reader().await.unwrap();
    let (count, last): (i64, i64) =
        sql::query("SELECT COUNT(*), MAX(aggregate_seq) FROM outbox").fetch_one(&mut reader).await.unwrap();
    assert_eq!((count, last), (160, 160));
    let unsorted: Vec<(i64,)> = sql::query(
        "SELECT 1 FROM outbox AS a JOIN outbox AS b ON b.aggregate_seq = a.aggregate_seq + 1 WHERE b.created_us <= a.created_us",
    )
    .fetch_all(&mut reader)
    .await
    .unwrap();
    assert!(unsorted.is_empty(), "a later message looks older");
}

#[tokio::test]
async fn a_duplicate_message_is_not_added() {
    let (db, _) = two_processes().await;
    enqueue(&db, 1, "a", at(0)).await.unwrap();
    assert!(enqueue(&db, 1, "b", at(0)).await.unwrap_err().is_contended());
}

#[tokio::test]
async fn numbered_messages_keep_their_numbers() {
    let (db, other) = two_processes().await;
    let ids = [Uuid::from_u128(1).to_string(), Uuid::from_u128(2).to_string()];
    let rows: Vec<NumberedRow> = ids
        .iter()
        .zip(7..)
        .map(|(id, number)| NumberedRow {
            message_id: id.clone(),
            topic: "topic",
            aggregate_key: "a",
            aggregate_seq: number,
            payload: "{\"좌석\": 1}",
            traceparent: None,
            created_us: number,
        })
        .collect();
    let mut tx = db.begin().await.unwrap();
    outbox::enqueue_numbered(&mut tx, &rows).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(unsent(&db, at(0)).await.len(), 2);
    assert_eq!(unsent(&other, Timestamp::from_micros(10)).await.len(), 0);
}
