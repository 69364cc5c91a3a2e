//! Reservation, which is given the events that are published, and gives snapshots of their seats.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::reservation::InstallBody;
use contracts::api::{CallError, ReservationApi};
use primitives::EventId;

use crate::domain::{MapPosition, SeatStatus, Snapshot};
use crate::ports::{EventMeta, ReservationsError, SeatSnapshots};

pub struct SeatSource(pub Arc<dyn ReservationApi>);

#[async_trait]
impl SeatSnapshots for SeatSource {
    async fn install(&self, meta: EventMeta) -> Result<u64, ReservationsError> {
        let body = InstallBody {
            event_id: meta.event.get(),
            seat_count: meta.seat_count,
            on_sale_at_us: meta.on_sale_at.as_micros(),
        };
        Ok(self.0.install(body).await.map_err(refused)?.epoch)
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, ReservationsError> {
        let packed = self.0.snapshot(event).await.map_err(refused)?;
        let statuses = packed.unpack().map_err(ReservationsError::unavailable)?;
        let position = MapPosition { epoch: packed.epoch, version: packed.version };
        Ok(Snapshot { position, statuses: statuses.into_iter().map(SeatStatus::from).collect() })
    }
}

fn refused(error: CallError) -> ReservationsError {
    match error.code() {
        Some(ErrorCode::EventNotFound) => ReservationsError::UnknownEvent,
        _ => ReservationsError::unavailable(error),
    }
}
