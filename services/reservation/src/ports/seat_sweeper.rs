//! Lapsed seats and old notes.

use std::time::Duration;

use async_trait::async_trait;
use primitives::EventId;

use super::unavailable::Unavailable;

/// The periodic passes over a seat store. Each call is bounded. Atomicity, order, clock and failures are as in [`super::SeatStore`].
#[async_trait]
pub trait SeatSweeper: Send + Sync {
    /// Frees up to `limit` seats whose hold or pin has lapsed, the longest overdue first, each checked against its own record, so that
    /// a successor is never freed. An implementation may do it event by event, and passes over events that are being rebuilt or cannot be
    /// reached. An error: nothing could be reached.
    async fn expire(&self, limit: u32) -> Result<Swept, Unavailable>;

    /// Deletes up to `limit` notes of orders, tombstones among them, that are older than `keep`.
    async fn forget(&self, keep: Duration, limit: u32) -> Result<u64, Unavailable>;

    /// Deletes everything about an event that is over, and no longer counts it among the known ones. False, and nothing is deleted, while seats
    /// are held, or while messages wait to be published that would be deleted with it. After an error the event answers nothing, and the call is to be repeated.
    async fn remove(&self, event: EventId) -> Result<bool, Unavailable>;
}

/// What one pass over the lapsed seats did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub freed: u32,
    /// How long the longest overdue of them had been lapsed.
    pub lag: Duration,
    /// The limit was reached: there is more to do at once.
    pub more: bool,
    /// Seats that are still held or pinned.
    pub live: u64,
    /// Events whose part of the store could not be reached.
    pub unanswered: u32,
}
