//! Outbox and parking on a service's own database.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::topics::Topic;
use primitives::{Clock, MessageId, Timestamp};
use sql::{Connection, Database, DbError, NumberedRow, OutboxRow, Transaction, outbox, parking};

use crate::message::Message;
use crate::ports::{BusError, Delivery, Outbox, OutboxEntry, OutboxPosition, Parking};

/// Adds the message to the transaction.
pub async fn enqueue(tx: &mut Transaction, message: &Message) -> Result<(), DbError> {
    outbox::enqueue(tx, &row(message)).await
}

/// Adds the messages to the transaction, in their order.
pub async fn enqueue_all(tx: &mut Transaction, messages: &[Message]) -> Result<(), DbError> {
    let rows: Vec<OutboxRow> = messages.iter().map(row).collect();
    outbox::enqueue_all(tx, &rows).await
}

/// As [`enqueue_all`], without those that are there already.
pub async fn enqueue_new(tx: &mut Transaction, messages: &[Message]) -> Result<(), DbError> {
    let rows: Vec<OutboxRow> = messages.iter().map(row).collect();
    outbox::enqueue_new(tx, &rows).await
}

fn row(message: &Message) -> OutboxRow {
    OutboxRow {
        message_id: message.id.to_string(),
        topic: message.topic.name().to_owned(),
        aggregate_key: message.key.clone(),
        payload: message.payload.clone(),
        traceparent: message.traceparent.clone(),
        created_us: message.occurred_at.as_micros(),
    }
}

/// A message, its number under its key, and when it was written: later than the one before it.
pub type Numbered<'m> = (&'m Message, u64, Timestamp);

/// Adds many messages to the transaction, for a caller that numbers them itself.
pub async fn enqueue_numbered(tx: &mut Transaction, messages: &[Numbered<'_>]) -> Result<(), DbError> {
    let rows: Vec<NumberedRow> = messages
        .iter()
        .map(|(message, number, at)| NumberedRow {
            message_id: message.id.to_string(),
            topic: message.topic.name(),
            aggregate_key: &message.key,
            aggregate_seq: i64::try_from(*number).unwrap_or(i64::MAX),
            payload: &message.payload,
            traceparent: message.traceparent.as_deref(),
            created_us: at.as_micros(),
        })
        .collect();
    outbox::enqueue_numbered(tx, &rows).await
}

/// Up to `limit` messages of the outbox, sent or not, by ascending key and number, from `from` on, itself included.
pub async fn outbox_entries(
    connection: &mut Connection,
    from: Option<&OutboxPosition>,
    limit: u32,
) -> Result<Vec<OutboxEntry>, DbError> {
    let from = from.map(|place| (place.key.as_str(), place.number));
    let rows = outbox::entries(connection, from, limit).await?;
    let entry = |row: outbox::EntryRow| OutboxEntry {
        position: OutboxPosition { key: row.aggregate_key, number: row.aggregate_seq },
        written_at: Timestamp::from_micros(row.created_us),
        is_sent: row.sent_us != 0,
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// The outbox table of one database.
pub struct SqlOutbox {
    db: Database,
    clock: Arc<dyn Clock>,
}

impl SqlOutbox {
    #[must_use]
    pub fn new(db: Database, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }
}

#[async_trait]
impl Outbox for SqlOutbox {
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError> {
        let rows = outbox::unsent(&self.db, self.clock.now(), limit).await.map_err(BusError::new)?;
        rows.into_iter().map(message).collect()
    }

    async fn take_committed(&self, limit: u32) -> Result<Option<Vec<Message>>, BusError> {
        let rows = outbox::take_committed(&self.db, limit).await.map_err(BusError::new)?;
        rows.map(|rows| rows.into_iter().map(message).collect()).transpose()
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError> {
        outbox::mark_sent(&self.db, messages, self.clock.now()).await.map_err(BusError::new)
    }

    async fn prune_sent(&self, before: Timestamp, limit: u32) -> Result<u64, BusError> {
        outbox::prune_sent(&self.db, before, limit).await.map_err(BusError::new)
    }

    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError> {
        outbox::oldest_unsent(&self.db).await.map_err(BusError::new)
    }

    async fn committed(&self) {
        self.db.outbox_committed().await;
    }

    async fn hand_over(&self) -> Result<(), BusError> {
        outbox::hand_over(&self.db).await.map_err(BusError::new)
    }
}

fn message(row: OutboxRow) -> Result<Message, BusError> {
    Ok(Message {
        id: row.message_id.parse().map_err(BusError::new)?,
        topic: topic(&row.topic)?,
        key: row.aggregate_key,
        occurred_at: Timestamp::from_micros(row.created_us),
        payload: row.payload,
        traceparent: row.traceparent,
    })
}

fn topic(name: &str) -> Result<Topic, BusError> {
    Topic::named(name).ok_or_else(|| BusError::new(format!("no topic is called {name:?}")))
}

/// The parking table of one database, as one consumer sees it.
pub struct SqlParking {
    db: Database,
    consumer: &'static str,
    clock: Arc<dyn Clock>,
}

impl SqlParking {
    #[must_use]
    pub fn new(db: Database, consumer: &'static str, clock: Arc<dyn Clock>) -> Self {
        Self { db, consumer, clock }
    }
}

/// Releases all parked messages with this key: they are published again as they were, behind everything else of their key. They
/// leave the parking and enter the outbox in one transaction; the relay of the service sends them. Says how many.
pub async fn release_parked(db: &Database, key: &str, clock: &dyn Clock) -> Result<usize, BusError> {
    let mut tx = db.begin().await.map_err(BusError::new)?;
    let rows = parking::of_key(&mut tx, key).await.map_err(BusError::new)?;
    for row in &rows {
        let again = OutboxRow {
            message_id: row.message_id.clone(),
            topic: row.topic.clone(),
            aggregate_key: row.aggregate_key.clone(),
            payload: row.payload.clone(),
            traceparent: row.traceparent.clone(),
            created_us: clock.now().as_micros(),
        };
        parking::remove(&mut tx, &row.message_id).await.map_err(BusError::new)?;
        // One that was released before, and parked again, is still among the messages that were sent.
        outbox::delete_sent(&mut tx, &row.message_id).await.map_err(BusError::new)?;
        outbox::enqueue(&mut tx, &again).await.map_err(BusError::new)?;
    }
    tx.commit().await.map_err(BusError::new)?;
    // The process that does this has no relay, or ends soon.
    outbox::hand_over(db).await.map_err(BusError::new)?;
    Ok(rows.len())
}

#[async_trait]
impl Parking for SqlParking {
    async fn keys(&self) -> Result<Vec<(Topic, String)>, BusError> {
        let keys = parking::keys(&self.db, self.consumer).await.map_err(BusError::new)?;
        keys.into_iter().map(|(name, key)| Ok((topic(&name)?, key))).collect()
    }

    async fn park(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError> {
        let (position, message) = (delivery.position, &delivery.message);
        let row = parking::ParkedRow {
            message_id: message.id.to_string(),
            topic: message.topic.name().to_owned(),
            aggregate_key: message.key.clone(),
            payload: message.payload.clone(),
            traceparent: message.traceparent.clone(),
            log_partition: i64::from(position.partition),
            log_offset: i64::try_from(position.offset).unwrap_or(i64::MAX),
            reason: reason.to_owned(),
        };
        parking::park(&self.db, self.consumer, &row, self.clock.now()).await.map_err(BusError::new)
    }
}
