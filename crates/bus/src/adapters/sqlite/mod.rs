//! A durable log in SQLite: topics, partitions, groups. What Kafka is to the real system, in one file and one process.
//!
//! A publish is one unit of work, durable when it returns, and wakes the consumers of its topics in this process. Readers go
//! by positions in the log and never past what is durable.

mod consumer;
mod cursor;
mod janitor;
mod progress;
mod rows;
mod shelf;
mod tail;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use contracts::topics::Topic;
use primitives::Clock;
use sql::Database;
use sqlx::migrate::Migrator;

pub use self::janitor::Retention;

use self::consumer::GroupConsumer;
use self::cursor::Cursor;
use self::progress::Progress;
use self::shelf::Shelf;
use self::tail::LogTail;
use crate::{Bus, BusError, Consumer, Message, Publisher, Tail};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Cheap to clone.
#[derive(Clone)]
pub struct SqliteBus {
    log: Arc<Log>,
}

struct Log {
    db: Database,
    clock: Arc<dyn Clock>,
    shelf: Shelf,
    progress: Progress,
    retention: Retention,
}

impl SqliteBus {
    /// Opens the log in `file`, with what earlier processes left in it.
    pub async fn open(file: &Path, clock: Arc<dyn Clock>, retention: Retention) -> Result<Self, BusError> {
        let db = Database::open(file, &MIGRATIONS).await.map_err(BusError::new)?;
        let shelf = Shelf::new(rows::ends(&db).await?);
        let progress = Progress::new(rows::group_positions(&db).await?);
        Ok(Self { log: Arc::new(Log { db, clock, shelf, progress, retention }) })
    }

    /// Whether the log can be read and written.
    pub async fn ping(&self) -> Result<(), BusError> {
        self.log.db.ping().await.map_err(BusError::new)
    }

    /// Deletes what nobody needs any more.
    pub async fn clean(&self) -> Result<(), BusError> {
        janitor::clean(&self.log).await
    }

    /// Cleans now and then, until `stop` comes.
    pub async fn keep_bounded(&self, stop: impl Future<Output = ()> + Send) {
        janitor::run(&self.log, stop).await;
    }
}

#[async_trait]
impl Publisher for SqliteBus {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        let log = &self.log;
        let mut ends = Vec::with_capacity(messages.len());
        let mut tx = log.db.begin().await.map_err(BusError::new)?;
        for message in messages {
            let place = log.shelf.next_place(message.topic, &message.key);
            if log.progress.is_too_far_behind(place, log.retention.unread_max) {
                return Err(BusError::new(format!("too many unread messages in {}", message.topic)));
            }
            rows::append(&mut tx, place, message, log.clock.now()).await?;
            ends.push(place);
        }
        tx.commit().await.map_err(BusError::new)?;
        log.shelf.show(&ends);
        Ok(())
    }
}

#[async_trait]
impl Bus for SqliteBus {
    /// One member a group: the process is the only one with this log, so a second member has nothing to share.
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError> {
        if !self.log.progress.join(group) {
            return Err(BusError::new(format!("group {group} has a member in this process already")));
        }
        let mut cursor = Cursor::new(&self.log.shelf, topics);
        // From here on the group is left when the consumer goes, whatever else fails.
        let consumer = |cursor| GroupConsumer::new(self.log.clone(), group, cursor);
        if let Err(error) = self.log.begin_group(group, topics).await {
            drop(consumer(cursor));
            return Err(error);
        }
        cursor.begin_at(|topic, partition| self.log.progress.position(group, topic, partition));
        Ok(Box::new(consumer(cursor)))
    }

    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError> {
        let mut cursor = Cursor::new(&self.log.shelf, &[topic]);
        cursor.begin_at(|topic, partition| self.log.shelf.end(topic, partition));
        Ok(Box::new(LogTail::new(self.log.clone(), cursor)))
    }
}

impl Log {
    async fn begin_group(&self, group: &str, topics: &[Topic]) -> Result<(), BusError> {
        for topic in topics {
            let oldest = rows::oldest(&self.db, *topic).await?;
            for partition in 0..topic.partitions() {
                let first =
                    oldest.get(&partition).copied().unwrap_or_else(|| self.shelf.end(*topic, partition));
                self.progress.begin(group, *topic, partition, first);
            }
        }
        Ok(())
    }
}
