//! Reservation is told which events there are, and gives snapshots of their seats.

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::http::catalog::SeatStatus as WireStatus;
use contracts::http::headers::SEAT_VERSION;
use contracts::internal::packed::unpack;
use contracts::internal::reservation::{
    INSTALL, InstallBody, InstalledBody, SEAT_COUNT, path, snapshot_path,
};
use primitives::EventId;
use service_client::{Call, CallError, Reply, RetryingClient};

use crate::domain::{MapPosition, SeatStatus, Snapshot};
use crate::ports::{EventMeta, Reservations, ReservationsError};

pub struct HttpReservations {
    reservation: RetryingClient,
}

#[derive(Debug, thiserror::Error)]
#[error("a snapshot came that cannot be read")]
struct Unreadable;

impl HttpReservations {
    #[must_use]
    pub fn new(reservation: RetryingClient) -> Self {
        Self { reservation }
    }

    async fn ask_to_install(&self, body: &InstallBody) -> Result<InstalledBody, CallError> {
        self.reservation.call(&Call::post("install", path(INSTALL), body)?).await
    }
}

#[async_trait]
impl Reservations for HttpReservations {
    async fn install(&self, meta: EventMeta) -> Result<u64, ReservationsError> {
        let body = InstallBody {
            event_id: meta.event.get(),
            seat_count: meta.seat_count,
            on_sale_at_us: meta.on_sale_at.as_micros(),
        };
        Ok(self.ask_to_install(&body).await.map_err(refused)?.epoch)
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, ReservationsError> {
        let reply =
            self.reservation.reply(&Call::get("snapshot", snapshot_path(event))).await.map_err(refused)?;
        read(&reply).ok_or_else(|| ReservationsError::unavailable(Unreadable))
    }
}

fn refused(error: CallError) -> ReservationsError {
    match error.code() {
        Some(ErrorCode::EventNotFound) => ReservationsError::UnknownEvent,
        _ => ReservationsError::unavailable(error),
    }
}

fn read(reply: &Reply) -> Option<Snapshot> {
    let (epoch, version) = reply.header(SEAT_VERSION)?.split_once('-')?;
    let position = MapPosition { epoch: epoch.parse().ok()?, version: version.parse().ok()? };
    let seats = reply.header(SEAT_COUNT)?.parse().ok()?;
    let statuses = unpack(&reply.body, seats)?.into_iter().map(|status| match status {
        WireStatus::Available => SeatStatus::Available,
        WireStatus::Held => SeatStatus::Held,
        WireStatus::Sold => SeatStatus::Sold,
    });
    Some(Snapshot { position, statuses: statuses.collect() })
}
