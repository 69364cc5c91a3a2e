//! A durable log in SQLite: topics, partitions, groups. What Kafka is to the real system, in one file and one process.
//!
//! A publish is one transaction, durable when it returns, and wakes the consumers of its topics in this process. They are
//! woken before the sync, and work while the disk does. That is safe: a publisher keeps its messages until the publish
//! returns, and publishes again what a power cut took. Offsets of groups stand behind the messages in the same
//! write-ahead log, so a power cut never takes a message and leaves the offset that a consumer reached by it.

mod cleaner;
mod dead_letters;
mod group_consumer;
mod group_offsets;
mod log;
mod log_end_offsets;
mod log_reader;
mod retention;
mod rows;
mod tail;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use contracts::topics::Topic;
use primitives::Clock;
use sql::Database;
use sqlx::migrate::Migrator;

pub use self::retention::Retention;

use self::group_consumer::{GroupConsumer, Member};
use self::group_offsets::GroupOffsets;
use self::log::Log;
use self::log_end_offsets::LogEndOffsets;
use self::tail::LogTail;
use crate::message::Message;
use crate::ports::{Bus, BusError, Consumer, DeadLetter, Delivery, LogPosition, Publisher, Tail};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Cheap to clone.
#[derive(Clone)]
pub struct SqliteBus {
    log: Arc<Log>,
}

impl SqliteBus {
    /// Opens the log in `file`, with what earlier processes left in it.
    pub async fn open(file: &Path, clock: Arc<dyn Clock>, retention: Retention) -> Result<Self, BusError> {
        let db = Database::open_bare(file, &MIGRATIONS).await.map_err(BusError::new)?;
        let ends = LogEndOffsets::new(rows::ends(&db).await?);
        let groups = GroupOffsets::new(rows::group_offsets(&db).await?);
        Ok(Self { log: Arc::new(Log { db, clock, ends, groups, retention }) })
    }

    /// Whether the log can be read and written.
    pub async fn ping(&self) -> Result<(), BusError> {
        self.log.db.ping().await.map_err(BusError::new)
    }

    /// Finishes what is in progress and closes the file. To its consumers it is not available from then on.
    pub async fn close(&self) -> Result<(), BusError> {
        self.log.db.close().await.map_err(BusError::new)
    }

    /// Deletes what is not to be retained any more.
    pub async fn apply_retention(&self) -> Result<(), BusError> {
        cleaner::clean(&self.log).await
    }

    /// Does so now and then, until `stop` comes.
    pub async fn enforce_retention(&self, stop: impl Future<Output = ()> + Send) {
        cleaner::run(&self.log, stop).await;
    }
}

#[async_trait]
impl Publisher for SqliteBus {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        if messages.is_empty() {
            return Ok(());
        }
        let log = &self.log;
        let mut tx = log.db.begin().await.map_err(BusError::new)?;
        let positions: Result<Vec<LogPosition>, BusError> =
            messages.iter().map(|message| log.allocate(message)).collect();
        let positions = positions?;
        rows::append(&mut tx, &positions, messages, log.clock.now()).await?;
        tx.commit_lazily().await.map_err(BusError::new)?;
        log.ends.make_readable(&positions);
        log.db.durable().await.map_err(BusError::new)
    }
}

#[async_trait]
impl Bus for SqliteBus {
    /// One member a group: the process is the only one with this log, so a second member has nothing to share.
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError> {
        let member = Member::join(&self.log, group)?;
        Ok(Box::new(GroupConsumer::begin(member, topics).await?))
    }

    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError> {
        Ok(Box::new(LogTail::new(&self.log, topic)))
    }

    async fn send_to_dead_letters(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError> {
        dead_letters::add(&self.log.db, delivery, reason, self.log.clock.now()).await
    }

    async fn dead_letters(&self, topic: Topic, limit: u32) -> Result<Vec<DeadLetter>, BusError> {
        dead_letters::list(&self.log.db, topic, limit).await
    }

    async fn replay_dead_letter(&self, position: LogPosition) -> Result<bool, BusError> {
        let Some(letter) = dead_letters::find(&self.log.db, position).await? else { return Ok(false) };
        self.publish(&[letter.message]).await?;
        dead_letters::remove(&self.log.db, position).await?;
        Ok(true)
    }
}
