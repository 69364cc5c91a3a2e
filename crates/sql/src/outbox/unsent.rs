//! Messages that have not been published yet.

use std::collections::HashSet;

use primitives::Timestamp;

use super::ownership;
use crate::connection::{Connection, Engine};
use crate::database::Database;
use crate::error::DbError;
use crate::list::List;
use crate::outbox_row::OutboxRow;
use crate::reader::Reader;
use crate::statement::query;

/// Up to `limit` unsent messages that belong to this process, oldest first; of one key never a later one while an earlier one
/// waits, whichever process that belongs to. They are durable: a relay must not publish what a power cut can undo.
pub async fn unsent(db: &Database, now: Timestamp, limit: u32) -> Result<Vec<OutboxRow>, DbError> {
    ownership::renew(db, now).await?;
    let committed = db.outbox_owner().committed_rows();
    // Before the query: what is committed from now on is handed over again.
    committed.restart();
    let mut reader = db.reader().await?;
    let rows = match reader.engine() {
        Engine::Sqlite => all(&mut reader, limit).await?,
        Engine::MySql => own(db, &mut reader, limit).await?,
    };
    drop(reader);
    if rows.len() < limit as usize {
        committed.forget(&rows);
    } else {
        // What waits behind these is in the table alone.
        committed.lose();
    }
    db.durable().await?;
    Ok(rows)
}

async fn all(reader: &mut Reader, limit: u32) -> Result<Vec<OutboxRow>, DbError> {
    query(
        "SELECT message_id, topic, aggregate_key, payload, traceparent, created_us FROM outbox \
         WHERE sent_us = 0 ORDER BY created_us LIMIT ?",
    )
    .bind(limit)
    .fetch_all(reader)
    .await
}

/// A statement sees one state of the table. The transaction that committed a later message of a key had seen the earlier ones, so they are in
/// it too. They are looked up by key: left alone, the server compares each unsent message with all others.
async fn own(db: &Database, reader: &mut Reader, limit: u32) -> Result<Vec<OutboxRow>, DbError> {
    let rows = query(
        "SELECT message_id, topic, aggregate_key, payload, traceparent, created_us FROM outbox \
         WHERE sent_us = 0 AND owner = ? AND NOT EXISTS (SELECT 1 FROM outbox AS earlier FORCE INDEX (outbox_order) \
               WHERE earlier.aggregate_key = outbox.aggregate_key AND earlier.aggregate_seq < outbox.aggregate_seq \
               AND earlier.sent_us = 0 AND earlier.owner <> outbox.owner) \
         ORDER BY created_us LIMIT ?",
    )
    .bind(db.outbox_owner().name())
    .bind(limit)
    .fetch_all(reader)
    .await?;
    // More than these are ours, and no signal will come when what stands before them is published.
    let is_blocked = rows.len() < limit as usize
        && query("SELECT 1 FROM outbox WHERE sent_us = 0 AND owner = ? LIMIT 1 OFFSET ?")
            .bind(db.outbox_owner().name())
            .bind(i64::try_from(rows.len()).unwrap_or(i64::MAX))
            .fetch_optional::<(i64,)>(reader)
            .await?
            .is_some();
    db.outbox_owner().note_blocked(is_blocked);
    Ok(rows)
}

/// Which of these keys have unsent messages.
pub async fn keys_with_unsent(
    connection: &mut Connection,
    keys: &[String],
) -> Result<HashSet<String>, DbError> {
    let mut found = HashSet::new();
    for some in List::of(keys) {
        let text =
            some.text("SELECT DISTINCT aggregate_key FROM outbox WHERE sent_us = 0 AND aggregate_key IN ");
        let rows: Vec<(String,)> = query(text).bind_all(some.values()).fetch_all(connection).await?;
        found.extend(rows.into_iter().map(|(key,)| key));
    }
    Ok(found)
}

/// When the oldest unsent message was written: the lag of the relays.
pub async fn oldest_unsent(db: &Database) -> Result<Option<Timestamp>, DbError> {
    let (oldest,): (Option<i64>,) = query("SELECT MIN(created_us) FROM outbox WHERE sent_us = 0")
        .fetch_one(&mut *db.reader().await?)
        .await?;
    Ok(oldest.map(Timestamp::from_micros))
}

/// Whether more than `count` messages are unsent: then no new work should be accepted.
pub async fn holds_more_than(connection: &mut Connection, count: u32) -> Result<bool, DbError> {
    let beyond: Option<(i64,)> = query("SELECT 1 FROM outbox WHERE sent_us = 0 LIMIT 1 OFFSET ?")
        .bind(count)
        .fetch_optional(connection)
        .await?;
    Ok(beyond.is_some())
}

/// When the last message with this key was written, of those that have not been pruned.
pub async fn last_written(connection: &mut Connection, key: &str) -> Result<Option<Timestamp>, DbError> {
    let at: Option<(i64,)> =
        query("SELECT created_us FROM outbox WHERE aggregate_key = ? ORDER BY aggregate_seq DESC LIMIT 1")
            .bind(key)
            .fetch_optional(connection)
            .await?;
    Ok(at.map(|(at,)| Timestamp::from_micros(at)))
}
