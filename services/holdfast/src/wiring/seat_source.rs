//! The catalog tells reservation which events there are, and asks it for snapshots of their seats.

use std::sync::Arc;

use async_trait::async_trait;
use catalog::domain::{MapPosition, SeatStatus, Snapshot};
use catalog::ports::{EventMeta, ReservationsError};
use primitives::EventId;
use reservation::app::Reservations;
use reservation::domain::Status;
use reservation::ports::SnapshotError;

pub(crate) struct SeatSource(pub(crate) Arc<Reservations>);

#[async_trait]
impl catalog::ports::Reservations for SeatSource {
    async fn install(&self, meta: EventMeta) -> Result<u64, ReservationsError> {
        let EventMeta { event, seat_count, on_sale_at } = meta;
        let meta = reservation::app::EventMeta { event, seat_count, on_sale_at };
        self.0.install(meta).await.map_err(ReservationsError::unavailable)
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, ReservationsError> {
        let snapshot = self.0.snapshot(event).await.map_err(|error| match error {
            SnapshotError::UnknownEvent => ReservationsError::UnknownEvent,
            SnapshotError::Unavailable(cause) => ReservationsError::unavailable(cause),
        })?;
        let position = MapPosition { epoch: snapshot.epoch, version: snapshot.version };
        let statuses = snapshot.statuses.into_iter().map(|status| match status {
            Status::Available => SeatStatus::Available,
            Status::Held => SeatStatus::Held,
            Status::Sold => SeatStatus::Sold,
        });
        Ok(Snapshot { position, statuses: statuses.collect() })
    }
}
