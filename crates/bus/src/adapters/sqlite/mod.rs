//! A durable log in SQLite: topics, partitions, groups. What Kafka is to the real system, in one file and one process.
//!
//! A publish is one unit of work, durable when it returns, and wakes the consumers of its topics in this process. They are
//! woken before the sync, and work while the disk does. That is safe: whoever publishes keeps its messages until the publish
//! returns, and publishes again what a power cut took. Positions of groups stand behind the messages in the same
//! write-ahead log, so a power cut never takes a message and leaves the position that a consumer reached by it.

mod consumer;
mod cursor;
mod dead_letters;
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

use self::consumer::{GroupConsumer, Member};
use self::progress::Progress;
use self::shelf::{Place, Shelf};
use self::tail::LogTail;
use crate::{Bus, BusError, Consumer, DeadLetter, Delivery, LogPosition, Message, Publisher, Tail};

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
        let db = Database::open_bare(file, &MIGRATIONS).await.map_err(BusError::new)?;
        let shelf = Shelf::new(rows::ends(&db).await?);
        let progress = Progress::new(rows::group_positions(&db).await?);
        Ok(Self { log: Arc::new(Log { db, clock, shelf, progress, retention }) })
    }

    /// Whether the log can be read and written.
    pub async fn ping(&self) -> Result<(), BusError> {
        self.log.db.ping().await.map_err(BusError::new)
    }

    /// Finishes what is under way and closes the file. Its consumers are told that it is not available.
    pub async fn close(&self) -> Result<(), BusError> {
        self.log.db.close().await.map_err(BusError::new)
    }

    /// Deletes what nobody needs any more.
    pub async fn apply_retention(&self) -> Result<(), BusError> {
        janitor::clean(&self.log).await
    }

    /// Cleans now and then, until `stop` comes.
    pub async fn enforce_retention(&self, stop: impl Future<Output = ()> + Send) {
        janitor::run(&self.log, stop).await;
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
        let places = messages.iter().map(|message| log.place(message)).collect::<Result<Vec<Place>, _>>()?;
        rows::append(&mut tx, &places, messages, log.clock.now()).await?;
        tx.commit_lazily().await.map_err(BusError::new)?;
        log.shelf.show(&places);
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
        dead_letters::bury(&self.log.db, delivery, reason, self.log.clock.now()).await
    }

    async fn dead_letters(&self, topic: Topic, limit: u32) -> Result<Vec<DeadLetter>, BusError> {
        dead_letters::list(&self.log.db, topic, limit).await
    }

    async fn replay_dead_letter(&self, position: LogPosition) -> Result<bool, BusError> {
        let Some(letter) = dead_letters::find(&self.log.db, position).await? else { return Ok(false) };
        self.publish(&[letter.message]).await?;
        dead_letters::take_off(&self.log.db, position).await?;
        Ok(true)
    }
}

impl Log {
    /// Where the message goes; refused where somebody is too far behind already.
    fn place(&self, message: &Message) -> Result<Place, BusError> {
        let place = self.shelf.next_place(message.topic, &message.key);
        let slowest = self.progress.slowest(place.topic.name(), place.partition);
        match slowest {
            Some((next, group)) if place.position > next.saturating_add(self.retention.unread_max) => {
                let topic = place.topic;
                Err(BusError::new(format!(
                    "group {group} is too far behind in {topic} for more to be published"
                )))
            }
            Some(_) | None => Ok(place),
        }
    }
}
