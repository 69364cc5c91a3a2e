//! Statements about many rows, which mean the same on every engine.

use primitives::{MessageId, Timestamp};
use sql::{
    BYTES_MAX, Database, Insert, List, OnDuplicate, OutboxRow, Transaction, Update, inbox, outbox, query,
};
use uuid::Uuid;

use crate::fresh;

/// More than SQLite has room for in one statement, at three values each.
const MORE_THAN_THE_VARIABLES: i64 = 11_000;

const INSERT: Insert<3> = Insert::into("saga", ["id", "version", "state"]);
const MOVE: Update<2, 2> = Update::of("saga", ["version", "state"], ["id", "version"]);
const RENAME: Update<1, 1> = Update::of("saga", ["state"], ["id"]);

type Saga = (i64, i64, Option<String>);

fn saga(id: i64, version: i64, state: Option<&str>) -> Saga {
    (id, version, state.map(str::to_owned))
}

async fn insert(tx: &mut Transaction, sagas: &[Saga]) {
    let rows = sagas.iter().map(|(id, version, state)| [id.into(), version.into(), state.into()]);
    INSERT.pipelined(rows.collect(), OnDuplicate::Error, tx).await.unwrap();
}

async fn committed(db: &Database, sagas: &[Saga]) {
    let mut tx = db.begin().await.unwrap();
    insert(&mut tx, sagas).await;
    tx.commit().await.unwrap();
}

async fn sagas(db: &Database) -> Vec<Saga> {
    let all = query("SELECT id, version, state FROM saga ORDER BY id");
    all.fetch_all(&mut db.reader().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn rows_are_inserted_as_they_are_whatever_their_values() {
    let (_kept, db) = fresh().await;
    let all = [
        saga(1, i64::MIN, None),
        saga(2, i64::MAX, Some("")),
        saga(3, 0, Some("?'\";--\\ 좌석 \u{1F3AB}\n\u{1}{}[1,2]")),
        saga(4, -1, Some("12")),
    ];
    committed(&db, &all).await;
    assert_eq!(sagas(&db).await, all);
    committed(&db, &[]).await;
    assert_eq!(sagas(&db).await.len(), 4);
}

#[tokio::test]
async fn a_duplicate_among_many_rows_means_what_the_caller_says() {
    let (_kept, db) = fresh().await;
    committed(&db, &[saga(2, 1, None)]).await;
    for (on_duplicate, is_contention) in [(OnDuplicate::Error, false), (OnDuplicate::Contention, true)] {
        let mut tx = db.begin().await.unwrap();
        let rows = (1..=3_i64).map(|id| [id.into(), 1_i64.into(), None::<i64>.into()]);
        INSERT.pipelined(rows.collect(), on_duplicate, &mut tx).await.unwrap();
        let error = tx.commit().await.unwrap_err();
        assert_eq!(
            (error.is_contended(), error.is_duplicate()),
            (is_contention, !is_contention),
            "{error:?}"
        );
    }
    assert_eq!(sagas(&db).await, [saga(2, 1, None)], "half of a statement was kept");
}

#[tokio::test]
async fn only_new_rows_are_inserted_and_counted() {
    let (_kept, db) = fresh().await;
    committed(&db, &[saga(2, 7, Some("kept"))]).await;
    let mut tx = db.begin().await.unwrap();
    let rows = || (1..=3_i64).map(|id| [id.into(), 1_i64.into(), None::<i64>.into()]).collect();
    assert_eq!(INSERT.only_new(rows(), &mut tx).await.unwrap(), 2);
    assert_eq!(INSERT.only_new(rows(), &mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(sagas(&db).await, [saga(1, 1, None), saga(2, 7, Some("kept")), saga(3, 1, None)]);
}

#[tokio::test]
async fn rows_are_compared_and_set_each_with_its_own_values_and_counted_where_they_match() {
    let (_kept, db) = fresh().await;
    let before: Vec<Saga> = (1..=64).map(|id| saga(id, 1, Some("CREATED"))).collect();
    committed(&db, &before).await;
    let steps = |ids: std::ops::RangeInclusive<i64>, from: i64| {
        let step =
            move |id: i64| ([(from + 1).into(), format!("moved {id}").into()], [id.into(), from.into()]);
        ids.map(step).collect::<Vec<_>>()
    };
    let mut tx = db.begin().await.unwrap();
    assert_eq!(MOVE.execute(steps(1..=64, 1), &mut tx).await.unwrap(), 64);
    tx.commit().await.unwrap();
    let moved: Vec<Saga> = (1..=64).map(|id| saga(id, 2, Some(&format!("moved {id}")))).collect();
    assert_eq!(sagas(&db).await, moved);

    let mut tx = db.begin().await.unwrap();
    assert_eq!(MOVE.execute(steps(64..=64, 2), &mut tx).await.unwrap(), 1);
    assert_eq!(MOVE.execute(steps(1..=64, 2), &mut tx).await.unwrap(), 63, "one of 64 has moved");
    drop(tx);
    assert_eq!(sagas(&db).await, moved);
}

#[tokio::test]
async fn a_row_that_has_these_values_already_counts_as_found() {
    let (_kept, db) = fresh().await;
    committed(&db, &[saga(1, 1, Some("same")), saga(2, 1, None)]).await;
    let mut tx = db.begin().await.unwrap();
    let rows = [1_i64, 2, 3].map(|id| (["same".into()], [id.into()])).to_vec();
    assert_eq!(RENAME.execute(rows, &mut tx).await.unwrap(), 2);
    RENAME.pipelined(vec![(["later".into()], [2_i64.into()])], &mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sagas(&db).await, [saga(1, 1, Some("same")), saga(2, 1, Some("later"))]);
}

#[tokio::test]
async fn more_rows_than_a_statement_has_room_for_are_all_written() {
    let (_kept, db) = fresh().await;
    let many: Vec<Saga> = (1..=MORE_THAN_THE_VARIABLES).map(|id| saga(id, 1, Some("x"))).collect();
    committed(&db, &many).await;
    assert_eq!(sagas(&db).await.len(), many.len());
    let mut tx = db.begin().await.unwrap();
    let steps = many.iter().map(|(id, _, _)| ([2_i64.into(), "y".into()], [id.into(), 1_i64.into()]));
    assert_eq!(MOVE.execute(steps.collect(), &mut tx).await.unwrap(), many.len() as u64);
    let rows = many.iter().map(|(id, ..)| [id.into(), 1_i64.into(), None::<i64>.into()]);
    assert_eq!(INSERT.only_new(rows.collect(), &mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert!(sagas(&db).await.iter().all(|(_, version, _)| *version == 2));
}

#[tokio::test]
async fn more_bytes_than_a_server_takes_in_one_message_are_all_written() {
    let (_kept, db) = fresh().await;
    // Twice 16 MiB, as they are written out, in rows that fit and in one that goes alone.
    let text = "t".repeat(BYTES_MAX / 4);
    let mut all: Vec<Saga> = (1..=127).map(|id| saga(id, 1, Some(&text))).collect();
    all.push(saga(128, 1, Some(&"l".repeat(BYTES_MAX))));
    committed(&db, &all).await;
    assert_eq!(sagas(&db).await, all);
}

#[tokio::test]
async fn rows_are_found_by_a_list_of_keys_of_any_length() {
    let (_kept, db) = fresh().await;
    committed(&db, &(1..=300).map(|id| saga(id, id, None)).collect::<Vec<_>>()).await;
    for wanted in [0, 1, 5, 300] {
        let ids: Vec<i64> = (1..=wanted).collect();
        let (mut found, mut reader) = (Vec::new(), db.reader().await.unwrap());
        for some in List::of(&ids) {
            let text = some.text_between("SELECT version FROM saga WHERE id IN ", " ORDER BY id");
            let rows = query(text).bind_all(some.values()).fetch_all::<(i64,)>(&mut reader).await.unwrap();
            found.extend(rows.into_iter().map(|(version,)| version));
        }
        assert_eq!(found, ids);
    }
}

fn id(number: u128) -> MessageId {
    MessageId::from_uuid(Uuid::from_u128(number))
}

#[tokio::test]
async fn many_messages_are_marked_as_processed_and_the_new_ones_are_named() {
    let (_kept, db) = fresh().await;
    let now = Timestamp::from_micros(7);
    let mut tx = db.begin().await.unwrap();
    assert!(inbox::mark_processed(&mut tx, "order", id(2), now).await.unwrap());
    assert!(inbox::mark_processed(&mut tx, "payment", id(1), now).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let new = inbox::mark_processed_all(&mut tx, "order", &[3, 2, 1, 3].map(id), now).await.unwrap();
    assert_eq!(new, [1, 3].map(id).into());
    tx.commit().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let all: Vec<MessageId> = (1..=400).map(id).collect();
    let new = inbox::mark_processed_all(&mut tx, "order", &all, now).await.unwrap();
    assert_eq!(new, all[3..].iter().copied().collect());
    assert!(inbox::mark_processed_all(&mut tx, "order", &all, now).await.unwrap().is_empty());
}

fn row(number: u128, key: &str, now: i64) -> OutboxRow {
    OutboxRow {
        message_id: id(number).to_string(),
        topic: "topic".to_owned(),
        aggregate_key: key.to_owned(),
        payload: format!("{{\"number\": {number}}}"),
        traceparent: number.is_multiple_of(2).then(|| "00-trace".to_owned()),
        created_us: now,
    }
}

#[tokio::test]
async fn many_messages_are_numbered_behind_the_earlier_ones_of_their_keys() {
    let (_kept, db) = fresh().await;
    let mut tx = db.begin().await.unwrap();
    outbox::enqueue(&mut tx, &row(1, "a", 500)).await.unwrap();
    outbox::enqueue(&mut tx, &row(2, "a", 500)).await.unwrap();
    // Two of each key, and the clock steps back.
    let rows = [row(3, "a", 100), row(4, "b", 100), row(5, "a", 900), row(6, "b", 90)];
    outbox::enqueue_all(&mut tx, &rows).await.unwrap();
    outbox::enqueue(&mut tx, &row(7, "b", 1)).await.unwrap();
    outbox::enqueue_all(&mut tx, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let all = query("SELECT aggregate_key, aggregate_seq, created_us, payload FROM outbox ORDER BY 1, 2");
    let all: Vec<(String, i64, i64, String)> = all.fetch_all(&mut db.reader().await.unwrap()).await.unwrap();
    let all: Vec<(&str, i64, i64, &str)> =
        all.iter().map(|(key, seq, at, payload)| (&key[..], *seq, *at, &payload[11..12])).collect();
    assert_eq!(
        all,
        [
            ("a", 1, 500, "1"),
            ("a", 2, 501, "2"),
            ("a", 3, 502, "3"),
            ("a", 4, 900, "5"),
            ("b", 1, 100, "4"),
            ("b", 2, 101, "6"),
            ("b", 3, 102, "7"),
        ]
    );
    let unsent = outbox::unsent(&db, Timestamp::from_micros(1), 100).await.unwrap();
    assert_eq!(unsent.len(), 7);
    assert!(unsent.iter().all(|sent| sent.traceparent.is_some() == sent.payload.contains(['2', '4', '6'])));
}

#[tokio::test]
async fn many_messages_wake_the_relay_and_one_that_is_there_already_is_contention() {
    let (_kept, db) = fresh().await;
    let waiting = db.outbox_committed();
    let mut tx = db.begin().await.unwrap();
    outbox::enqueue_all(&mut tx, &[row(1, "a", 1), row(2, "b", 1)]).await.unwrap();
    tx.commit().await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.expect("no signal came");
    let mut tx = db.begin().await.unwrap();
    outbox::enqueue_all(&mut tx, &[row(3, "c", 1), row(1, "c", 1)]).await.unwrap();
    assert!(tx.commit().await.unwrap_err().is_contended());
    assert_eq!(outbox::unsent(&db, Timestamp::from_micros(1), 100).await.unwrap().len(), 2);
}

#[tokio::test]
async fn of_many_messages_those_that_are_there_already_are_left_out() {
    let (_kept, db) = fresh().await;
    for rows in [
        vec![row(1, "a", 1), row(2, "b", 1)],
        vec![row(2, "b", 1), row(3, "a", 1), row(3, "a", 1), row(1, "a", 1), row(4, "c", 1)],
        vec![row(4, "c", 1)],
    ] {
        let mut tx = db.begin().await.unwrap();
        outbox::enqueue_new(&mut tx, &rows).await.unwrap();
        tx.commit().await.unwrap();
    }
    let all = query("SELECT message_id, aggregate_key, aggregate_seq FROM outbox ORDER BY 2, 3");
    let all: Vec<(String, String, i64)> = all.fetch_all(&mut db.reader().await.unwrap()).await.unwrap();
    let expected = [(1, "a", 1), (3, "a", 2), (2, "b", 1), (4, "c", 1)];
    assert_eq!(all, expected.map(|(number, key, seq)| (id(number).to_string(), key.to_owned(), seq)));
}
