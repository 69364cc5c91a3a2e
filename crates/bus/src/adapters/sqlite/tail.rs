//! Follows a topic from its end, without a consumer group.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::topics::Topic;

use super::log::Log;
use super::log_reader::LogReader;
use crate::message::Message;
use crate::ports::{BusError, Tail};

pub(crate) struct LogTail {
    log: Arc<Log>,
    reader: LogReader,
}

impl LogTail {
    pub(crate) fn new(log: &Arc<Log>, topic: Topic) -> Self {
        let reader = LogReader::new(log, &[topic], |topic, partition| log.ends.readable(topic, partition));
        Self { log: Arc::clone(log), reader }
    }
}

#[async_trait]
impl Tail for LogTail {
    async fn next(&mut self) -> Result<Vec<Message>, BusError> {
        let deliveries = self.reader.next(&self.log).await?;
        Ok(deliveries.into_iter().map(|delivery| delivery.message).collect())
    }
}
