//! The member of a group. It stores how far it came while it waits for more, and when it leaves.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use primitives::failpoint;
use tokio::time::{Instant, sleep_until};

use super::cursor::Cursor;
use super::shelf::Place;
use super::{Log, rows};
use crate::{BusError, Consumer, Delivery, Position};

/// How much work a crash may repeat, at most.
const STORE_EVERY: Duration = Duration::from_millis(100);

pub(crate) struct GroupConsumer {
    log: Arc<Log>,
    group: &'static str,
    cursor: Cursor,
    /// When the oldest unstored work has waited long enough.
    store_at: Option<Instant>,
}

impl GroupConsumer {
    pub(crate) fn new(log: Arc<Log>, group: &'static str, cursor: Cursor) -> Self {
        Self { log, group, cursor, store_at: None }
    }

    async fn store(&mut self) -> Result<(), BusError> {
        let marks = self.log.progress.unstored(self.group);
        if !marks.is_empty() {
            failpoint!("offset.before_store");
            rows::store_positions(&self.log.db, &marks).await?;
            self.log.progress.stored(&marks);
            failpoint!("offset.after_store");
        }
        self.store_at = None;
        Ok(())
    }
}

#[async_trait]
impl Consumer for GroupConsumer {
    async fn next(&mut self) -> Result<Vec<Delivery>, BusError> {
        loop {
            if self.store_at.is_some_and(|due| due <= Instant::now()) {
                self.store().await?;
            }
            let deliveries = self.cursor.read(&self.log).await?;
            if !deliveries.is_empty() {
                return Ok(deliveries);
            }
            match self.store_at {
                None => self.cursor.grown().await,
                Some(due) => {
                    tokio::select! {
                        () = self.cursor.grown() => {}
                        () = sleep_until(due) => {}
                    }
                }
            }
        }
    }

    fn done(&mut self, position: Position) {
        let place = Place { topic: position.topic, partition: position.partition, position: position.offset };
        self.log.progress.done(self.group, place);
        self.store_at.get_or_insert_with(|| Instant::now() + STORE_EVERY);
    }

    async fn close(mut self: Box<Self>) -> Result<(), BusError> {
        self.store().await
    }
}

impl Drop for GroupConsumer {
    fn drop(&mut self) {
        self.log.progress.leave(self.group);
    }
}
