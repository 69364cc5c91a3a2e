//! Whose the seats are and what has yet to be told, for whoever holds that against the orders.

use primitives::{EventId, SeatId, Timestamp};

use super::Reservations;
use crate::domain::Seat;
use crate::ports::Unavailable;

/// However many are asked for.
const RECORDS_MAX: u32 = 2_000;

impl Reservations {
    /// Up to `limit` seats behind `after` that are anything but available, by ascending id.
    pub async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable> {
        self.store.records(event, after, limit.min(RECORDS_MAX)).await
    }

    /// Every event that the store has heard of, by ascending id.
    pub async fn known_events(&self) -> Result<Vec<EventId>, Unavailable> {
        let known = self.store.known().await?;
        let mut events: Vec<EventId> = known.into_iter().map(|known| known.event).collect();
        events.sort_unstable();
        Ok(events)
    }

    /// When the oldest message was written that has yet to be told.
    pub async fn oldest_unsent(&self) -> Result<Option<Timestamp>, Unavailable> {
        self.store.outbox().oldest_unsent().await.map_err(Unavailable::new)
    }
}
