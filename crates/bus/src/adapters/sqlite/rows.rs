//! The statements of the log.

use std::collections::BTreeMap;
use std::ops::Range;

use contracts::topics::Topic;
use primitives::Timestamp;
use sql::{Database, DbError, Insert, OnDuplicate, Row, Statement, Transaction, query};

use super::group_offsets::GroupOffset;
use crate::message::Message;
use crate::ports::{BusError, Delivery, LogPosition};

const APPEND: Insert<9> = Insert::into(
    "log",
    [
        "topic",
        "part",
        "position",
        "message_id",
        "aggregate_key",
        "payload",
        "traceparent",
        "occurred_us",
        "appended_us",
    ],
);

/// Topic, partition, and the offset behind the last message.
pub(crate) async fn ends(db: &Database) -> Result<Vec<(String, u32, u64)>, BusError> {
    let rows: Vec<(String, i64, i64)> =
        fetch(db, query("SELECT topic, part, MAX(position) + 1 FROM log GROUP BY topic, part")).await?;
    rows.into_iter().map(|(topic, part, end)| Ok((topic, number(part)?, number(end)?))).collect()
}

/// The offset of the oldest message of each partition that has one.
pub(crate) async fn oldest(db: &Database, topic: Topic) -> Result<BTreeMap<u32, u64>, BusError> {
    let query = query("SELECT part, MIN(position) FROM log WHERE topic = ? GROUP BY part").bind(topic.name());
    let rows: Vec<(i64, i64)> = fetch(db, query).await?;
    rows.into_iter().map(|(part, first)| Ok((number(part)?, number(first)?))).collect()
}

pub(crate) async fn group_offsets(db: &Database) -> Result<Vec<GroupOffset>, BusError> {
    let query = query("SELECT consumer_group, topic, part, next_position FROM group_position");
    let rows: Vec<(String, String, i64, i64)> = fetch(db, query).await?;
    rows.into_iter()
        .map(|(group, topic, part, next)| {
            Ok(GroupOffset { group, topic, partition: number(part)?, next: number(next)? })
        })
        .collect()
}

pub(crate) async fn store_group_offsets(db: &Database, offsets: &[GroupOffset]) -> Result<(), BusError> {
    let mut tx = db.begin().await.map_err(BusError::new)?;
    for offset in offsets {
        query(
            "INSERT INTO group_position (consumer_group, topic, part, next_position) VALUES (?, ?, ?, ?) \
             ON CONFLICT (consumer_group, topic, part) DO UPDATE SET next_position = excluded.next_position",
        )
        .bind(&offset.group)
        .bind(&offset.topic)
        .bind(offset.partition)
        .bind(signed(offset.next))
        .execute(&mut tx)
        .await
        .map_err(BusError::new)?;
    }
    // A lost offset repeats messages, which every consumer tolerates.
    tx.commit_lazily().await.map_err(BusError::new)
}

/// Appends each message at its position, with the commit.
pub(crate) async fn append(
    tx: &mut Transaction,
    positions: &[LogPosition],
    messages: &[Message],
    now: Timestamp,
) -> Result<(), BusError> {
    let rows = positions.iter().zip(messages).map(|(position, message)| {
        [
            position.topic.name().into(),
            position.partition.into(),
            signed(position.offset).into(),
            message.id.to_string().into(),
            (&message.key).into(),
            (&message.payload).into(),
            (&message.traceparent).into(),
            message.occurred_at.as_micros().into(),
            now.as_micros().into(),
        ]
    });
    APPEND.pipelined(rows.collect(), OnDuplicate::Error, tx).await.map_err(BusError::new)
}

/// What to read of one partition.
pub(crate) struct LogSection {
    pub(crate) topic: Topic,
    pub(crate) partition: u32,
    pub(crate) offsets: Range<u64>,
}

#[derive(sqlx::FromRow)]
struct LogRow {
    section: i64,
    position: i64,
    message_id: String,
    aggregate_key: String,
    payload: String,
    traceparent: Option<String>,
    occurred_us: i64,
}

/// All messages of these sections, one section after the other, each in its order.
pub(crate) async fn read(db: &Database, sections: &[LogSection]) -> Result<Vec<Delivery>, BusError> {
    let bounds: Vec<(&str, u32, i64, i64)> = sections
        .iter()
        .map(|LogSection { topic, partition, offsets }| {
            (topic.name(), *partition, signed(offsets.start), signed(offsets.end))
        })
        .collect();
    let query = query(
        "SELECT section.key AS section, position, message_id, aggregate_key, payload, traceparent, occurred_us \
         FROM json_each(?) AS section CROSS JOIN log \
         ON topic = section.value ->> 0 AND part = section.value ->> 1 \
         AND position >= section.value ->> 2 AND position < section.value ->> 3 ORDER BY section.key, position",
    )
    .bind(serde_json::to_string(&bounds).map_err(BusError::new)?);
    let rows: Vec<LogRow> = fetch(db, query).await?;
    let deliveries = rows.into_iter().filter_map(|row| {
        let section = sections.get(usize::try_from(row.section).ok()?)?;
        Some(delivery(section, row))
    });
    deliveries.collect()
}

fn delivery(section: &LogSection, row: LogRow) -> Result<Delivery, BusError> {
    let topic = section.topic;
    Ok(Delivery {
        position: LogPosition { topic, partition: section.partition, offset: number(row.position)? },
        message: Message {
            id: row.message_id.parse().map_err(BusError::new)?,
            topic,
            key: row.aggregate_key,
            occurred_at: Timestamp::from_micros(row.occurred_us),
            payload: row.payload,
            traceparent: row.traceparent,
        },
    })
}

/// Deletes up to `limit` messages of one partition that lie before an offset and before a point in time.
pub(crate) async fn delete(
    db: &Database,
    before: (&str, u32, u64),
    appended_before: Timestamp,
    limit: u32,
) -> Result<u64, BusError> {
    let (topic, partition, offset) = before;
    let mut tx = db.begin().await.map_err(BusError::new)?;
    let deleted = query(
        "DELETE FROM log WHERE topic = ? AND part = ? AND position IN (SELECT position FROM log WHERE topic = ? \
         AND part = ? AND position < ? AND appended_us < ? ORDER BY position LIMIT ?)",
    )
    .bind(topic)
    .bind(partition)
    .bind(topic)
    .bind(partition)
    .bind(signed(offset))
    .bind(appended_before.as_micros())
    .bind(limit)
    .execute(&mut tx)
    .await
    .map_err(BusError::new)?;
    tx.commit_lazily().await.map_err(BusError::new)?;
    Ok(deleted)
}

async fn fetch<T: Row>(db: &Database, statement: Statement<'_>) -> Result<Vec<T>, BusError> {
    let mut reader = db.reader().await.map_err(BusError::new)?;
    statement.fetch_all(&mut reader).await.map_err(BusError::new)
}

pub(crate) fn signed(offset: u64) -> i64 {
    i64::try_from(offset).unwrap_or(i64::MAX)
}

pub(crate) fn number<T: TryFrom<i64>>(value: i64) -> Result<T, BusError> {
    T::try_from(value).map_err(|_| BusError::new(DbError::Corrupt(format!("{value} in the log"))))
}
