//! A seat store as a whole, as a process opens it.

use std::sync::Arc;

use async_trait::async_trait;
use bus::Outbox;

use super::seat_recovery::SeatRecovery;
use super::seat_store::SeatStore;
use super::seat_sweeper::SeatSweeper;
use super::unavailable::Unavailable;

/// Everything that one engine implements. Composition takes it; use cases take only the port that they need.
#[async_trait]
pub trait SeatEngine: SeatStore + SeatSweeper + SeatRecovery {
    /// The seat events and replies that are waiting to be published.
    fn outbox(&self) -> Arc<dyn Outbox>;

    /// Whether the engine could execute a command now.
    async fn check(&self) -> Result<(), Unavailable>;
}
