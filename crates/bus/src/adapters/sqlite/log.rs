//! What all publishers and readers of one log share.

use std::sync::Arc;

use primitives::Clock;
use sql::Database;

use super::group_offsets::GroupOffsets;
use super::log_end_offsets::LogEndOffsets;
use super::retention::Retention;
use crate::message::Message;
use crate::ports::{BusError, LogPosition};

pub(crate) struct Log {
    pub(crate) db: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ends: LogEndOffsets,
    pub(crate) groups: GroupOffsets,
    pub(crate) retention: Retention,
}

impl Log {
    /// Where the message goes; refused where the lag of a consumer group is too long.
    pub(crate) fn allocate(&self, message: &Message) -> Result<LogPosition, BusError> {
        let position = self.ends.allocate(message.topic, &message.key);
        match self.groups.slowest(position.topic.name(), position.partition) {
            Some((next, group)) if position.offset > next.saturating_add(self.retention.unread_max) => {
                let topic = position.topic;
                Err(BusError::new(format!(
                    "group {group} is too far behind in {topic} for more to be published"
                )))
            }
            Some(_) | None => Ok(position),
        }
    }
}
