//! How much of the log is kept: what every group has read goes after a while. What a group has not read stays, and when its lag grows too
//! long, publishing is refused, so that messages pile up where that can be seen: in the outboxes.

use std::time::Duration;

#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// How long messages are kept that every group has read.
    pub keep: Duration,
    /// How many of them are kept at most, in each partition.
    pub read_max: u64,
    /// How long the lag of a group may grow in one partition before publishing to it is refused.
    pub unread_max: u64,
    /// How long a dead letter is kept.
    pub keep_dead_letters: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        Self { keep: DAY * 7, read_max: 100_000, unread_max: 500_000, keep_dead_letters: DAY * 90 }
    }
}
