//! How SQLite finds the rows of the statements that run all the time.

use sql::Database;

use crate::fresh;

/// The query plan of a statement.
async fn plan(db: &Database, statement: &'static str) -> String {
    let steps: Vec<(i64, i64, i64, String)> =
        sql::query(statement).fetch_all(&mut db.reader().await.unwrap()).await.unwrap();
    steps.into_iter().map(|(_, _, _, step)| step).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn polling_and_numbering_use_an_index_however_much_was_sent() {
    let (_kept, db) = fresh().await;
    let poll = "EXPLAIN QUERY PLAN SELECT message_id, topic, aggregate_key, payload, traceparent, created_us \
                FROM outbox WHERE sent_us = 0 ORDER BY created_us LIMIT 256";
    assert_eq!(plan(&db, poll).await, "SEARCH outbox USING INDEX outbox_unsent (sent_us=?)");
    let last = "EXPLAIN QUERY PLAN SELECT aggregate_seq, created_us FROM outbox WHERE aggregate_key = 'key' \
                ORDER BY aggregate_seq DESC LIMIT 1";
    assert_eq!(plan(&db, last).await, "SEARCH outbox USING INDEX outbox_order (aggregate_key=?)");
    let oldest = "EXPLAIN QUERY PLAN SELECT MIN(created_us) FROM outbox WHERE sent_us = 0";
    assert_eq!(plan(&db, oldest).await, "SEARCH outbox USING COVERING INDEX outbox_unsent (sent_us=?)");
}
