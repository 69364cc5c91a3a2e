//! Reservation, which is given the events that are published, and gives snapshots of their seats; and the waiting room, which says where places stand.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::reservation::InstallBody;
use contracts::api::waiting_room::{PlaceQuery, PlaceStandingBody};
use contracts::api::{CallError, ReservationApi, WaitingRoomApi};
use primitives::EventId;

use crate::domain::{MapPosition, PlaceStanding, SeatStatus, Snapshot};
use crate::ports::{EventMeta, PlaceAnswer, PlaceSourceError, Places, ReservationsError, SeatSnapshots};

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

pub struct PlaceSource(pub Arc<dyn WaitingRoomApi>);

#[async_trait]
impl Places for PlaceSource {
    async fn place(&self, event: EventId, ticket: &str) -> Result<PlaceAnswer, PlaceSourceError> {
        let query = PlaceQuery { event_id: event.get(), ticket: ticket.to_owned() };
        let PlaceStandingBody { state, position, estimated_wait_seconds, poll_after_ms } =
            self.0.place(query).await.map_err(|error| match error.code() {
                Some(ErrorCode::QueueTokenRequired) => PlaceSourceError::NoSuchPlace,
                _ => PlaceSourceError::Unavailable(error.into()),
            })?;
        let wait = Duration::from_secs(estimated_wait_seconds);
        let standing = PlaceStanding { state: state.into(), position, wait };
        Ok(PlaceAnswer { standing, ask_after: Duration::from_millis(poll_after_ms) })
    }
}
