//! Follows a topic from its end, for whoever wants all of it and remembers nothing.

use std::sync::Arc;

use async_trait::async_trait;

use super::Log;
use super::cursor::Cursor;
use crate::{BusError, Message, Tail};

pub(crate) struct LogTail {
    log: Arc<Log>,
    cursor: Cursor,
}

impl LogTail {
    pub(crate) fn new(log: Arc<Log>, cursor: Cursor) -> Self {
        Self { log, cursor }
    }
}

#[async_trait]
impl Tail for LogTail {
    async fn next(&mut self) -> Result<Vec<Message>, BusError> {
        loop {
            let deliveries = self.cursor.read(&self.log).await?;
            if !deliveries.is_empty() {
                return Ok(deliveries.into_iter().map(|delivery| delivery.message).collect());
            }
            self.cursor.grown().await;
        }
    }
}
