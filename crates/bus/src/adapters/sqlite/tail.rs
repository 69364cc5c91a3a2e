//! Follows a topic from its end, for whoever wants all of it and remembers nothing.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::topics::Topic;

use super::Log;
use super::cursor::Cursor;
use crate::{BusError, Message, Tail};

pub(crate) struct LogTail {
    log: Arc<Log>,
    cursor: Cursor,
}

impl LogTail {
    pub(crate) fn new(log: &Arc<Log>, topic: Topic) -> Self {
        let cursor = Cursor::new(log, &[topic], |topic, partition| log.shelf.end(topic, partition));
        Self { log: Arc::clone(log), cursor }
    }
}

#[async_trait]
impl Tail for LogTail {
    async fn next(&mut self) -> Result<Vec<Message>, BusError> {
        let deliveries = self.cursor.next(&self.log).await?;
        Ok(deliveries.into_iter().map(|delivery| delivery.message).collect())
    }
}
