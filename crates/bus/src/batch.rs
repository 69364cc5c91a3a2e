//! Messages that are handled together, in one unit of work of their handler.

use std::sync::Arc;

use primitives::FailureStreak;
use tokio::time::Instant;

use crate::ports::Delivery;
use crate::retry::RETRIES;

const MESSAGES_MAX: usize = 64;
/// Of payload. A message that is larger goes alone.
const BYTES_MAX: usize = 256 * 1024;

/// Why a message is handled alone, and its key is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HeldFor {
    /// It failed with others, or stands behind one that failed, and may not be at fault.
    Suspected,
    /// Something that it depends on is not available.
    Unavailable,
    /// Its handler took too long.
    TimedOut,
}

impl HeldFor {
    pub(crate) const ALL: [Self; 3] = [Self::Suspected, Self::Unavailable, Self::TimedOut];

    /// As the metric labels it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Suspected => "suspected",
            Self::Unavailable => "unavailable",
            Self::TimedOut => "timed_out",
        }
    }
}

/// A message at a consumer, and what has become of it so far.
#[derive(Debug)]
pub(crate) struct QueuedMessage {
    pub(crate) delivery: Arc<Delivery>,
    /// With how many it may share a batch. Each batch that fails halves this, down to one alone, which is then the one at fault.
    pub(crate) batch_max: usize,
    pub(crate) held_for: Option<HeldFor>,
    /// The failures of this message alone.
    failures: FailureStreak,
    /// Not before this.
    pub(crate) retry_at: Option<Instant>,
    /// When it was handed over for the first time.
    pub(crate) begun_at: Option<Instant>,
}

impl QueuedMessage {
    pub(crate) fn new(delivery: Delivery) -> Self {
        let failures = FailureStreak::of(delivery.message.id, RETRIES);
        Self {
            delivery: Arc::new(delivery),
            batch_max: MESSAGES_MAX,
            held_for: None,
            failures,
            retry_at: None,
            begun_at: None,
        }
    }

    /// It has failed in every company, or its key is parked: it waits and is handled beside the batches, so that it delays none.
    pub(crate) fn is_alone(&self) -> bool {
        self.batch_max == 1
    }

    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.retry_at.is_none_or(|at| at <= now)
    }

    pub(crate) fn key(&self) -> &str {
        &self.delivery.message.key
    }

    fn bytes(&self) -> usize {
        self.delivery.message.payload.len()
    }

    /// It was never in an attempt that failed.
    pub(crate) fn is_fresh(&self) -> bool {
        self.batch_max == MESSAGES_MAX
    }

    /// A batch of so many has failed, with this one in it.
    pub(crate) fn halve(&mut self, failed: usize) {
        self.batch_max = self.batch_max.min(failed / 2).max(1);
        if self.is_alone() {
            self.isolate(HeldFor::Suspected);
        }
    }

    /// It has stood behind one that failed, and has not failed alone itself.
    pub(crate) fn absolve(&mut self) {
        self.batch_max = MESSAGES_MAX;
        self.held_for = None;
    }

    pub(crate) fn isolate(&mut self, reason: HeldFor) {
        self.batch_max = 1;
        self.held_for.get_or_insert(reason);
    }

    /// It has failed alone. Gives how often, where that is worth a line in the log.
    pub(crate) fn failed_alone(&mut self, reason: HeldFor, now: Instant) -> Option<u32> {
        self.batch_max = 1;
        self.held_for = Some(reason);
        let pause = self.failures.failed();
        self.retry_at = Some(now + pause.length);
        pause.is_news.then_some(pause.failures)
    }
}

/// How full a batch is. A batch is filled from the queues of all partitions, with what is ready.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchSize {
    messages: usize,
    bytes: usize,
    messages_max: usize,
}

impl Default for BatchSize {
    fn default() -> Self {
        Self { messages: 0, bytes: 0, messages_max: MESSAGES_MAX }
    }
}

impl BatchSize {
    pub(crate) fn is_full(&self) -> bool {
        self.messages >= self.messages_max || self.bytes >= BYTES_MAX
    }

    /// Whether there is room for the message, and it may have so much company.
    pub(crate) fn admits(&self, message: &QueuedMessage) -> bool {
        let bytes = self.bytes.saturating_add(message.bytes());
        self.messages == 0 || (self.messages < self.messages_max.min(message.batch_max) && bytes <= BYTES_MAX)
    }

    pub(crate) fn count(&mut self, message: &QueuedMessage) {
        self.messages += 1;
        self.bytes = self.bytes.saturating_add(message.bytes());
        self.messages_max = self.messages_max.min(message.batch_max);
    }
}
